import { AssumptionFailedError } from '../../error/ashlar-error.ts'
import { DefinitionError } from '../../error/definition-error.ts'
import { groupErrors } from '../../error/error-group.ts'
import { RequiredError } from '../../error/invalid-value.ts'
import { bind } from '../../expression/bind.ts'
import { evaluate } from '../../expression/evaluate.ts'
import type { ResourceInfo } from '../../resource/info.ts'
import { argumentRefs, refsOf } from '../../resource/make-refs.ts'
import { castField } from '../../type/cast-field.ts'
import { errorsOfIssues } from '../../type/issue-list.ts'
import { prefixIssues } from '../../type/redact.ts'
import { bindingsOf } from '../authorize/conjunction.ts'
import type { ActionInfo } from '../contract/action-info.ts'
import type { Change, ChangeContext } from '../contract/changeset.ts'
import type { CastInput } from '../input/input-shape.ts'
import type { ActionScope } from '../session/scope.ts'
import { asChangeset, ChangesetValue, isHooked, noHooks } from './changeset-value.ts'

type Values = Record<string, unknown>
/** Whether the hooks before a write have still to run, or have run. */
export type Stage = 'built' | 'hooked'

/**
 * Attributes that share one default function get the same value, so that a record's creation and
 * first update are one moment.
 */
const defaultsOf = ({ attributes }: ResourceInfo, input: Readonly<Values>): Values => {
  const defaults = new Map<unknown, unknown>()
  const values: Values = {}
  for (const { name, field } of attributes.values()) {
    if (Object.hasOwn(input, name) || !('default' in field.options)) continue
    const declared = field.options.default
    if (typeof declared === 'function' && !defaults.has(declared))
      defaults.set(declared, declared())
    values[name] = typeof declared === 'function' ? defaults.get(declared) : declared
  }
  return values
}

const start = (
  info: ActionInfo,
  cast: CastInput,
  record: Readonly<Values> | undefined,
): ChangesetValue => {
  const defaults = info.kind === 'create' ? defaultsOf(info.resource, cast.attributes) : {}
  const attributes = { ...defaults, ...cast.attributes }
  const state = {
    info,
    key: info.kind === 'create' || Object.keys(cast.key).length === 0 ? undefined : cast.key,
    record,
    attributes,
    expressions: {},
    evaluated: {},
    arguments: cast.arguments,
    errors: cast.errors,
    hooks: noHooks,
    requirements: [],
    filter: undefined,
    defaulted: new Set(Object.keys(defaults)),
  }
  return new ChangesetValue(state)
}

const applySet = (
  changeset: ChangesetValue,
  { definition, resource }: ActionInfo,
): ChangesetValue => {
  const { set } = definition
  if (!set) return changeset
  return changeset.set(
    typeof set === 'function'
      ? (set as (refs: unknown, args: unknown) => Values)(refsOf(resource), argumentRefs)
      : set,
  )
}

type Step = (changeset: ReturnType<typeof asChangeset>, context: ChangeContext) => unknown

const applyChange = (
  changeset: ChangesetValue,
  change: Step,
  scope: ActionScope,
): ChangesetValue => {
  const { actor, tenant, context } = scope
  const next: unknown = change(asChangeset(changeset), {
    actor,
    tenant,
    context,
    action: changeset.action,
    arguments: changeset.arguments,
  })
  if (next instanceof ChangesetValue) return next
  throw new AssumptionFailedError(
    `A change of ${changeset.state.info.label} returned no changeset.`,
    {
      fix: 'Return the changeset, and do what takes time in a hook.',
    },
  )
}

const own = (label: string, attributes: Readonly<Values>) => {
  const refuse = (): never => {
    throw new DefinitionError({
      resource: label,
      problem:
        'an expression that a create sets follows a relationship, but the record is not stored yet',
      fix: 'Mention the record’s own attributes and the arguments only.',
    })
  }
  return {
    ref: (path: readonly string[], name: string) =>
      path.length ? refuse() : (attributes[name] ?? null),
    related: refuse,
  }
}

/**
 * A new record has nothing stored for an expression to read, so its expressions are evaluated on
 * its own values: what is computed of itself, on what it was given first.
 */
const evaluateExpressions = (
  changeset: ChangesetValue,
  input: Readonly<Values>,
  scope: ActionScope,
): ChangesetValue => {
  const { attributes, expressions, info } = changeset.state
  const entries = Object.entries(expressions)
  if (info.kind !== 'create' || entries.length === 0) return changeset
  const bindings = bindingsOf(scope, changeset.arguments)
  const values = Object.fromEntries(
    entries.map(([name, node]) => [
      name,
      evaluate(bind(node, bindings), own(info.label, { ...input, ...attributes })),
    ]),
  )
  return Object.entries(values).reduce<ChangesetValue>(
    (next, [name, value]) => {
      const result = castField(info.resource.attributes.get(name)!.field, value)
      if (result.ok) return next.with({ attributes: { ...next.attributes, [name]: result.value } })
      return errorsOfIssues(prefixIssues([name], result.issues), {
        kind: 'attribute',
        of: info.label,
      }).reduce<ChangesetValue>((failed, error) => failed.addError(error), next)
    },
    changeset.with({ expressions: {}, evaluated: expressions }),
  )
}

/**
 * Builds a write without touching the data: the cast input, defaults, the action's `set`, then its
 * changes in order.
 */
export const buildChangeset = (
  scope: ActionScope,
  info: ActionInfo,
  cast: CastInput,
  record?: Readonly<Values>,
): ChangesetValue => {
  const changes = (info.definition.changes ?? []) as readonly Change<unknown>[]
  const started = start(info, cast, record)
  const built = changes.reduce(
    (changeset, change) => applyChange(changeset, change, scope),
    applySet(started, info),
  )
  return evaluateExpressions(built, started.attributes, scope)
}

/**
 * The same for an update or destroy whose changes want the stored record, without it: what they
 * would ask of it becomes requirements of the write. undefined where one of them must look at it.
 */
export const buildWithoutRecord = (
  scope: ActionScope,
  info: ActionInfo,
  cast: CastInput,
): ChangesetValue | undefined => {
  const changes = (info.definition.changes ?? []) as readonly Change<unknown>[]
  const steps = changes.map((change) => (change.requiresRecord ? change.withoutRecord : change))
  if (!steps.every((step) => step !== undefined)) return undefined
  let looks = false
  const built = steps.reduce<ChangesetValue>(
    (changeset, step) => {
      if (looks) return changeset
      return applyChange(
        changeset,
        (current, context) => step(current, context) ?? ((looks = true), current),
        scope,
      )
    },
    applySet(start(info, cast, undefined), info),
  )
  return looks ? undefined : built
}

/** Whether a change of the action wants to see the stored record. */
export const wantsRecord = ({ kind, definition }: ActionInfo): boolean =>
  kind !== 'create' &&
  ((definition.changes ?? []) as readonly Change<unknown>[]).some((change) => change.requiresRecord)

const missing = (changeset: ChangesetValue): RequiredError[] => {
  if (changeset.kind !== 'create') return []
  const wrong = new Set(changeset.errors.map(({ field }) => field))
  const absent = [...changeset.resource.attributes.values()].filter(
    ({ name, nullable, generated }) =>
      !nullable && !generated && !wrong.has(name) && (changeset.attributes[name] ?? null) === null,
  )
  return absent.map(({ name }) => new RequiredError({ field: name }))
}

/**
 * Throws all that is wrong with a changeset at once. Values that hooks may still give are not
 * missed yet.
 */
export const assertValid = (changeset: ChangesetValue, stage: Stage): void => {
  const waits = stage === 'built' && isHooked(changeset)
  const errors = [...changeset.errors, ...(waits ? [] : missing(changeset))]
  if (errors.length) throw groupErrors(errors)
}
