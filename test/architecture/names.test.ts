import { expect, test } from 'vitest'
import { exportedNames, localNames } from './declarations.ts'
import { sourceFiles } from './source-files.ts'

const files = sourceFiles()

/** Names that two files export with two meanings, each with the reason. */
const twins: Record<string, string> = {
  arithmetic: 'operators in memory and in SQL',
  comparisons: 'operators in memory and in SQL',
  keys: 'operators in memory and in SQL',
  lists: 'operators in memory and in SQL',
  logic: 'operators in memory and in SQL',
  text: 'operators in memory and in SQL',
  vectors: 'operators in memory and in SQL',
  evaluate: 'public: of a module over examples, and of an expression for a record',
  Verdict: 'public: on two evaluations, and on an attempt at a job',
}

test('an exported name means one thing, but for the twins that are listed with their reason', () => {
  const paths = new Map<string, Set<string>>()
  for (const { name, path } of files.flatMap(exportedNames))
    paths.set(name, (paths.get(name) ?? new Set()).add(path))
  const double = [...paths].filter(([, places]) => places.size > 1)
  expect(
    double
      .filter(([name]) => !Object.hasOwn(twins, name))
      .map(([name, places]) => `${name}: ${[...places].join(', ')}`),
  ).toEqual([])
  expect(Object.keys(twins).filter((name) => (paths.get(name)?.size ?? 0) < 2)).toEqual([])
})

const participles =
  'asked chosen found given gone held kept known lost made named said seen taken told wanted'.split(
    ' ',
  )
/** What is part of the public face and stays, by file. */
const agreements: Record<string, readonly string[]> = {
  'error/no-such-name.ts': ['known'],
}

test('a variable, a parameter or a function is named for what it is or does, not with a participle', () => {
  const wrong = files.flatMap((file) =>
    localNames(file)
      .filter((name) => participles.includes(name) && !agreements[file.path]?.includes(name))
      .map((name) => `${file.path}: ${name}`),
  )
  expect(wrong).toEqual([])
})
