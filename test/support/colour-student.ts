import { exactMatch } from '../../src/evaluate/metrics.ts'
import { predict } from '../../src/module/predict/predict.ts'
import { Signature } from '../../src/signature/signature.ts'
import { t } from '../../src/type/t.ts'
import { answering } from './answering-lm.ts'

export class Colour extends Signature('Name the colour.', {
  input: { thing: t.string() },
  output: { colour: t.string() },
}) {}
export const student = predict(Colour)
export const trainset = ['grass', 'sky', 'snow', 'coal', 'blood', 'sun', 'leaf', 'sea'].map(
  (thing) => ({
    input: { thing },
    expected: { colour: `${thing}-colour` },
  }),
)
export const metric = exactMatch<typeof Colour>('colour')
export const knowing = () => answering(({ input }) => ({ colour: `${input.thing}-colour` }))
export const knowingOnly = (...things: string[]) =>
  answering(({ input }) => ({
    colour: things.includes(input.thing ?? '') ? `${input.thing}-colour` : 'grey',
  }))
export const demosOf = (module: { state: typeof student.state }, path = 'self') =>
  module.state.predictors[path]?.demos ?? []
export const things = (module: { state: typeof student.state }, path = 'self') =>
  demosOf(module, path).map(({ input }) => input.thing)
