import { DefinitionError } from '../error/definition-error.ts'
import { canonicalJson } from '../text/canonical-json.ts'
import type { Evaluation } from './evaluation.ts'
import { bootstrapInterval, type Interval, mean } from './interval.ts'
import { type Random, seededRandom } from './random.ts'
import { signFlipTest } from './sign-flip-test.ts'

/**
 * What a comparison says. `not enough data`: so few examples differ that no outcome could have told the two apart, as 3 wins of 3 (p = .125) cannot.
 * `undecided`: enough examples differ, but not enough of them in one direction.
 */
export type Verdict = 'better' | 'worse' | 'undecided' | 'not enough data'

export interface Comparison {
  /** Whether the second is better than the first, or worse, beyond chance: at 5 %, by `p`. Fit for one look at evaluations whose size was settled before. */
  readonly verdict: Verdict
  /** How likely a lead of the second like this one, or a greater one, is were it no better: an exact paired test, one-sided. */
  readonly p: number
  /** How much better the second is on the mean, from -1 to 1. */
  readonly difference: number
  /** Of the difference, at 95 %, by resampling the examples. It describes these examples and decides nothing: of few examples it is too narrow. */
  readonly interval: Interval
  /** Examples on which the second scored higher, lower, and the same. */
  readonly wins: number
  readonly losses: number
  readonly ties: number
}

const LEVEL = 0.05
/** Scores that differ by rounding alone are the same. */
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
 * Compares two evaluations example by example, which sees smaller differences than comparing two means. The verdict needs five examples that differ at
 * least, all of them in one direction.
 * Throws `DefinitionError` where they were not made on the same examples in the same order.
 */
export const compareEvaluations = <S>(
  first: Evaluation<S>,
  second: Evaluation<S>,
  { seed = 0 }: { readonly seed?: number } = {},
): Comparison => {
  if (!sameExamples(first, second))
    throw new DefinitionError({
      resource: 'compareEvaluations',
      problem: 'the evaluations were made on different examples',
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
