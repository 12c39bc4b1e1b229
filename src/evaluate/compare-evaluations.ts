import { DefinitionError } from '../error/definition-error.ts'
import { canonicalJson } from '../text/canonical-json.ts'
import type { Evaluation } from './evaluation.ts'
import { bootstrapInterval, type Interval, mean } from './interval.ts'
import { type Random, seededRandom } from './random.ts'
import { signFlipTest } from './sign-flip-test.ts'

/**
 * The verdict of a comparison. `not enough data`: too few examples differ for any outcome to be
 * significant; 3 wins of 3 (p = .125) are not. `undecided`: enough examples differ, but not enough
 * of them in one direction.
 */
export type Verdict = 'better' | 'worse' | 'undecided' | 'not enough data'

export interface Comparison {
  /**
   * Whether the second is significantly better or worse than the first, at 5%, by `p`. Valid for
   * one look at evaluations whose size was chosen in advance.
   */
  readonly verdict: Verdict
  /**
   * The probability of such a lead of the second, or a larger one, if it were not better: an exact
   * one-sided paired test.
   */
  readonly p: number
  /** The mean improvement of the second, from -1 to 1. */
  readonly difference: number
  /**
   * The 95% interval of the difference, by resampling the examples. It describes these examples and
   * does not affect the verdict: it is too narrow for few examples.
   */
  readonly interval: Interval
  /** Examples on which the second scored higher, lower, and the same. */
  readonly wins: number
  readonly losses: number
  readonly ties: number
}

const LEVEL = 0.05
/** Scores that differ only by rounding are equal. */
const ROUNDING = 1e-9

const differenceOf = (second: number, first: number): number =>
  Math.abs(second - first) <= ROUNDING ? 0 : second - first

const verdictOf = (differences: readonly number[], p: number, random: Random): Verdict => {
  const differing = differences.filter((difference) => difference !== 0).length
  if (2 ** -differing > LEVEL) return 'not enough data'
  if (p <= LEVEL) return 'better'
  return signFlipTest(
    differences.map((difference) => -difference),
    random,
  ) <= LEVEL
    ? 'worse'
    : 'undecided'
}

/**
 * Compares two evaluations example by example, which detects smaller differences than comparing two
 * means. A verdict needs at least five examples that differ, all in one direction. Throws
 * `DefinitionError` if the evaluations did not use the same examples in the same order.
 */
export const compareEvaluations = <S>(
  first: Evaluation<S>,
  second: Evaluation<S>,
  { seed = 0 }: { readonly seed?: number } = {},
): Comparison => {
  if (!sameExamples(first, second))
    throw new DefinitionError({
      resource: 'compareEvaluations',
      problem: 'the evaluations used different examples',
      fix: 'Evaluate both modules on the same devset.',
    })
  const differences = second.results.map(({ score }, index) =>
    differenceOf(score, first.results[index]?.score ?? 0),
  )
  const random = seededRandom(seed)
  const p = signFlipTest(differences, random.fork('p'))
  return {
    verdict: verdictOf(differences, p, random.fork('worse')),
    p,
    difference: mean(differences),
    interval: bootstrapInterval(differences, random),
    wins: differences.filter((difference) => difference > 0).length,
    losses: differences.filter((difference) => difference < 0).length,
    ties: differences.filter((difference) => difference === 0).length,
  }
}

const sameExamples = <S>(first: Evaluation<S>, second: Evaluation<S>): boolean =>
  first.results.length === second.results.length &&
  first.results.every(({ example }, index) => {
    const other = second.results[index]?.example
    return (
      example === other || (other !== undefined && canonicalJson(example) === canonicalJson(other))
    )
  })
