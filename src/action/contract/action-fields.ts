import type { ResourceInfo } from '../../resource/info.ts'
import { argumentRefs, refsOf } from '../../resource/make-refs.ts'
import { isOptional } from '../../type/cast-field.ts'
import { type AnyField, fieldOf, type Fields } from '../../type/field.ts'
import type { ActionInfo } from './action-info.ts'
import type { StepNames } from './step-names.ts'

/** What a caller outside may give an action, by where it goes. */
export interface ActionFields {
  /** Names the record to change: the primary key, of updates and destroys. */
  readonly key: Fields
  /** The accepted attributes that are public. */
  readonly attributes: Fields
  /** The arguments but those that are `readOnly()`: only code may give these. */
  readonly arguments: Fields
}

const keyOf = ({ kind, resource: { primaryKey, attributes } }: ActionInfo): Fields =>
  kind === 'update' || kind === 'destroy'
    ? Object.fromEntries(primaryKey.map((name) => [name, attributes.get(name)?.field as AnyField]))
    : {}

const accepted = ({ accept, resource: { attributes } }: ActionInfo) =>
  accept.flatMap((name) => attributes.get(name) ?? []).filter(({ writable }) => writable)

/** What crosses an interface into an action. */
export const actionFields = (action: ActionInfo): ActionFields => ({
  key: keyOf(action),
  attributes: Object.fromEntries(
    accepted(action)
      .filter((attribute) => attribute.public)
      .map(({ name, field }) => [name, field]),
  ),
  arguments: action.inputArguments,
})

/** What does not cross although the action takes it from code. */
export interface KeptInside {
  /** Accepted attributes that no interface takes. */
  readonly dropped: readonly string[]
  /** Inputs without which the action cannot run, and why an interface cannot give them. */
  readonly missing: readonly { readonly name: string; readonly why: 'private' | 'noJson' }[]
}

type Values = Readonly<Record<string, unknown>>

const stepsOf = ({ definition }: ActionInfo) =>
  (definition.changes ?? []) as readonly { readonly names?: readonly StepNames[] }[]
/** Whether a change is somebody's own, so that it is not known what it sets. */
const isOpaque = (action: ActionInfo): boolean => stepsOf(action).some(({ names }) => !names)
const setByStep = (
  { relationships }: ResourceInfo,
  { sets = [], belongsTo }: StepNames,
): readonly string[] => [
  ...sets,
  ...(belongsTo === undefined ? [] : [relationships.get(belongsTo)?.sourceAttribute ?? []].flat()),
]

/** The attributes that the action sets by itself. */
const setBy = (action: ActionInfo): readonly string[] => {
  const { definition, resource } = action
  const { set = {} } = definition
  const values =
    typeof set === 'function'
      ? (set as (refs: unknown, given: unknown) => Values)(refsOf(resource), argumentRefs)
      : set
  const steps = stepsOf(action).flatMap(({ names = [] }) => names)
  return [...Object.keys(values), ...steps.flatMap((names) => setByStep(resource, names))]
}

const withoutJson = (fields: readonly (readonly [string, AnyField])[]) =>
  fields
    .filter(([, field]) => field.type.hasJson === false && !isOptional(field))
    .map(([name]) => ({ name, why: 'noJson' as const }))

/**
 * What of an action's input stays inside. A custom change may still set what is not accepted from
 * outside, so nothing counts as missing if there is one.
 */
export const keptInside = (action: ActionInfo): KeptInside => {
  const { kind, arguments: all, inputArguments } = action
  const inside = accepted(action).filter((attribute) => !attribute.public)
  const set = new Set(setBy(action))
  const mayBeSet = (name: string) => kind !== 'create' || set.has(name) || isOpaque(action)
  const crossing = actionFields(action)
  return {
    dropped: inside.map(({ name }) => name),
    missing: [
      ...inside
        .filter(({ name, field }) => !isOptional(field) && !mayBeSet(name))
        .map(({ name }) => ({ name, why: 'private' as const })),
      ...Object.entries(all)
        .filter(
          ([name, field]) => !Object.hasOwn(inputArguments, name) && !isOptional(fieldOf(field)),
        )
        .map(([name]) => ({ name, why: 'private' as const })),
      ...withoutJson(
        Object.entries({
          ...crossing.key,
          ...crossing.arguments,
          ...(kind === 'update' ? {} : crossing.attributes),
        }).map(([name, like]) => [name, fieldOf(like)]),
      ),
    ],
  }
}
