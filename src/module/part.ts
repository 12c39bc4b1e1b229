import { blueprintOf } from './blueprint.ts'
import type { AnyModule, ModuleState } from './module.ts'
import { joinPath } from './path.ts'
import type { StateShape } from './state/shape.ts'

/** The modules a composite is made of, by name. */
export type Parts = Readonly<Record<string, AnyModule>>

const gather = <T>(parts: Parts, rename: (name: string, key: string) => string, of: (part: AnyModule) => Readonly<Record<string, T>>): Record<string, T> =>
  Object.fromEntries(Object.entries(parts).flatMap(([name, part]) => Object.entries(of(part)).map(([key, value]) => [rename(name, key), value] as const)))

const dotted = (name: string, key: string): string => `${name}.${key}`

/** The shapes of all parts as one, each predictor and parameter under its part's name. */
export const partShapes = (parts: Parts): StateShape => ({
  predictors: gather(parts, joinPath, (part) => blueprintOf(part).shape().predictors),
  parameters: gather(parts, dotted, (part) => blueprintOf(part).shape().parameters),
})

/** The states of all parts as one. */
export const unionState = (parts: Parts): ModuleState => {
  const parameters = gather(parts, dotted, (part) => part.state.parameters ?? {})
  return { version: 1, predictors: gather(parts, joinPath, (part) => part.state.predictors), ...(Object.keys(parameters).length ? { parameters } : {}) }
}

/** Each part in its share of the composite's state. */
export const applyState = (parts: Parts, state: ModuleState): Parts =>
  Object.fromEntries(
    Object.entries(parts).map(([name, part]) => {
      const { predictors, parameters } = blueprintOf(part).shape()
      const own = pick(Object.keys(parameters), (key) => state.parameters?.[dotted(name, key)])
      const share = {
        version: 1,
        predictors: pick(Object.keys(predictors), (path) => state.predictors[joinPath(name, path)]),
        ...(Object.keys(own).length ? { parameters: own } : {}),
      }
      // The composite's state was checked: every path and parameter of its parts is in it.
      return [name, part.with(share as ModuleState)]
    }),
  )

const pick = <T>(keys: readonly string[], value: (key: string) => T): Record<string, T> => Object.fromEntries(keys.map((key) => [key, value(key)]))
