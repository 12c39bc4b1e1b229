import { expect, test } from 'vitest'
import { twoStepAdapter } from '../../adapter/two-step-adapter.ts'
import { scripted } from '../../offline/scripted.ts'
import { runOf, usageOf } from '../prediction.ts'
import { predict } from './predict.ts'

test('an adapter that reads with a model makes its further call in the same run', async () => {
  const lm = scripted(['The answer is twelve.', '[[ ## answer ## ]]\n12\n\n[[ ## completed ## ]]'])
  const prediction = await predict('question -> answer: integer')(
    { question: 'How many?' },
    { lm, adapter: twoStepAdapter() },
  )
  expect(prediction.answer).toBe(12)
  expect(usageOf(prediction)?.calls).toBe(2)
  expect(runOf(prediction)?.responses).toHaveLength(2)
})
