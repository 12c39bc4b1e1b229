import { DefinitionError } from '../error/definition-error.ts'
import { canonicalJson } from '../type/canonical-json.ts'
import type { Evaluation } from './evaluation.ts'
import { bootstrapInterval, type Interval, mean } from './interval.ts'
import { seededRandom } from './random.ts'

export interface Comparison {
  /** How much better the second is on the mean, from -1 to 1. */
  readonly difference: number
  /** Of the difference, at 95 %, by resampling the examples. Where it lies wholly above 0, the second is better beyond chance. */
  readonly interval: Interval
  /** Examples on which the second scored higher, lower, and the same. */
  readonly wins: number
  readonly losses: number
  readonly ties: number
}

/**
 * Compares two evaluations example by example, which sees smaller differences than comparing two means.
 * Throws `DefinitionError` where they were not made on the same examples in the same order.
 */
export const compareEvaluations = <S>(first: Evaluation<S>, second: Evaluation<S>, { seed = 0 }: { readonly seed?: number } = {}): Comparison => {
  if (!sameExamples(first, second))
    throw new DefinitionError({
      resource: 'compareEvaluations',
      problem: 'the evaluations were made on different examples',
      fix: 'Evaluate both modules on the same devset.',
    })
  const differences = second.results.map(({ score }, index) => score - (first.results[index]?.score ?? 0))
  return {
    difference: mean(differences),
    interval: bootstrapInterval(differences, seededRandom(seed)),
    wins: differences.filter((difference) => difference > 0).length,
    losses: differences.filter((difference) => difference < 0).length,
    ties: differences.filter((difference) => difference === 0).length,
  }
}

const sameExamples = <S>(first: Evaluation<S>, second: Evaluation<S>): boolean =>
  first.results.length === second.results.length &&
  first.results.every(({ example }, index) => {
    const other = second.results[index]?.example
    return example === other || (other !== undefined && canonicalJson(example) === canonicalJson(other))
  })
