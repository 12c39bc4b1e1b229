import { DefinitionError } from '../error/definition-error.ts'
import { didYouMean } from '../text/nearest.ts'

/** What the contracts need of a test runner: `node:test`, vitest, jest and `bun:test` have both. */
export interface TestRunner {
  readonly describe: (name: string, body: () => void) => unknown
  readonly test: TestFunction & { readonly skip?: TestFunction }
}
type TestFunction = (name: string, body: () => Promise<void>) => unknown

/**
 * Tests that do not hold for one implementation, by title or by the name of their group, and why.
 */
export interface Skip<Title extends string = string> {
  readonly reason: string
  readonly tests: readonly Title[]
}
export type Tests<Fixture> = Readonly<Record<string, (fixture: Fixture) => unknown>>
export type Groups<Fixture> = Readonly<Record<string, Tests<Fixture>>>
/** The names that `skip` knows: those of groups and of tests. */
export type TitleOf<G> = (keyof G & string) | { [K in keyof G]: keyof G[K] & string }[keyof G]

export interface Contract<Fixture, G extends Groups<Fixture>> {
  readonly name: string
  readonly groups: G
  /** Makes what one test works on, and clears it away. */
  readonly using: (body: (fixture: Fixture) => Promise<void>) => Promise<void>
  readonly skip?: readonly Skip<TitleOf<G>>[] | undefined
}

/**
 * Why each test is skipped. A title that no test has is an error: a skip that means nothing hides
 * what it should tell.
 */
const reasonsOf = (
  name: string,
  groups: Groups<never>,
  skips: readonly Skip[],
): ReadonlyMap<string, string> => {
  const titles = Object.entries(groups).flatMap(([group, tests]) => [group, ...Object.keys(tests)])
  const reasons = new Map<string, string>()
  for (const { reason, tests } of skips)
    for (const title of tests) {
      if (!titles.includes(title))
        throw new DefinitionError({
          resource: name,
          path: ['skip'],
          problem: `"${title}" is not the title of a test`,
          fix: didYouMean(title, titles).trim(),
        })
      reasons.set(title, reason)
    }
  return reasons
}

/** Declares a contract's tests to a test runner. Each works on a fixture of its own. */
export const declareContract = <Fixture, G extends Groups<Fixture>>(
  { describe, test }: TestRunner,
  { name, groups, using, skip = [] }: Contract<Fixture, G>,
): void => {
  const reasons = reasonsOf(name, groups, skip)
  const declare = (group: string, title: string, body: (fixture: Fixture) => unknown) => {
    const reason = reasons.get(title) ?? reasons.get(group)
    const run = () => using(async (fixture) => void (await body(fixture)))
    if (reason === undefined) test(title, run)
    else test.skip?.(`${title} (${reason})`, run)
  }
  describe(name, () => {
    for (const [group, tests] of Object.entries(groups))
      describe(group, () => {
        for (const [title, body] of Object.entries(tests)) declare(group, title, body)
      })
  })
}
