import type { LanguageModel } from '../lm/language-model.ts'
import { chainOfThought } from '../module/predict/chain-of-thought.ts'
import { type Prediction, Signature } from '../signature/signature.ts'
import { t } from '../type/t.ts'
import type { Metric } from './example.ts'
import { asText, expectedValue, valueOf } from './metrics.ts'

class CompareAnswers extends Signature(
  'Compare a system response to the expected response by their key ideas. Recall is the share of the expected ideas that the system response covers, precision the share of its own ideas that the expected response supports.',
  {
    input: { question: t.text(), expectedResponse: t.text(), systemResponse: t.text() },
    output: {
      recall: t.float({ min: 0, max: 1 }).describe('from 0 to 1'),
      precision: t.float({ min: 0, max: 1 }).describe('from 0 to 1'),
    },
  },
) {}

export interface SemanticF1Options {
  /**
   * The model that judges. Default: the model of the evaluation's context, then the configured one;
   * not the one that is judged.
   */
  readonly lm?: LanguageModel
}

const judge = chainOfThought(CompareAnswers)

/**
 * How closely the field matches the expected text in meaning, judged by a language model: the
 * harmonic mean of precision and recall of its ideas, from 0 to 1. An empty answer scores 0 without
 * a call, or 1 if nothing is expected. An error of the judge fails the example.
 */
export const semanticF1 =
  <S>(field: keyof Prediction<S> & string, { lm }: SemanticF1Options = {}): Metric<S> =>
  async (example, prediction) => {
    const expectedResponse = asText(expectedValue('semanticF1', field, example.expected))
    const systemResponse = asText(valueOf(prediction, field))
    if (!expectedResponse.trim())
      return systemResponse.trim() ? { score: 0, feedback: `${field} should be empty` } : 1
    if (!systemResponse.trim()) return { score: 0, feedback: `${field} is empty` }
    const question = Object.values(example.input as object)
      .map(asText)
      .join('\n\n')
    const { recall, precision, reasoning } = await judge(
      { question, expectedResponse, systemResponse },
      lm ? { lm } : {},
    )
    return {
      score: recall + precision === 0 ? 0 : (2 * recall * precision) / (recall + precision),
      feedback: reasoning,
    }
  }
