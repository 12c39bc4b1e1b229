import type { Demo } from '../adapter/adapter.ts'
import { DefinitionError } from '../error/definition-error.ts'
import type { Example } from '../evaluate/example.ts'
import type { AnyModule, Module } from '../module/module.ts'
import { signatureHash } from '../signature/signature-hash.ts'
import { canonicalJson } from '../text/canonical-json.ts'
import { stateWithDemos, wireValues } from './demo.ts'

/**
 * A teacher's traces become the student's demonstrations, so both need the same predictors. Throws
 * `DefinitionError` if they differ.
 */
export const checkTeacher = (teacher: AnyModule, student: AnyModule): void => {
  const paths = [
    ...new Set([...Object.keys(student.predictors), ...Object.keys(teacher.predictors)]),
  ]
  for (const path of paths) {
    const [theirs, ours] = [teacher.predictors[path], student.predictors[path]]
    if (theirs && ours && signatureHash(theirs) === signatureHash(ours)) continue
    const problem = !theirs
      ? 'the teacher has no such predictor'
      : !ours
        ? 'the student has no such predictor'
        : 'teacher and student have different fields'
    throw new DefinitionError({
      resource: 'teacher',
      path: [path],
      problem,
      fix: 'A teacher must have the same predictors as its student.',
    })
  }
}

/**
 * Whether a demonstration shows an example: all inputs that both contain are equal. A run adds
 * defaults and results of earlier steps.
 */
const shows = (demo: Demo, input: Readonly<Record<string, unknown>>): boolean => {
  const shared = Object.keys(input).filter((name) => Object.hasOwn(demo.input, name))
  return (
    shared.length > 0 &&
    shared.every((name) => canonicalJson(demo.input[name]) === canonicalJson(input[name]))
  )
}

/**
 * The teacher without demonstrations that reveal this example's answer. Returns the same module if
 * it has none.
 */
export const withoutExample = <S, E>(
  teacher: Module<S, E>,
  { input }: Example<S>,
): Module<S, E> => {
  let removed = false
  const state = stateWithDemos(teacher, (path, signature) => {
    const demos = teacher.state.predictors[path]?.demos ?? []
    const own = wireValues(signature.input, input)
    const others = own ? demos.filter((demo) => !shows(demo, own)) : demos
    removed ||= others.length < demos.length
    return others
  })
  return removed ? teacher.with(state) : teacher
}
