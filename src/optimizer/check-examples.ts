import { DefinitionError } from '../error/definition-error.ts'

/** Throws `DefinitionError` where there is no example to learn from or to measure on. */
export const checkExamples = (who: string, set: 'trainset' | 'valset', examples: readonly unknown[] | undefined): void => {
  if (!examples?.length)
    throw new DefinitionError({ resource: who, problem: `the ${set} has no examples`, fix: `Pass some: { ${set}: [{ input: { … }, expected: { … } }] }.` })
}
