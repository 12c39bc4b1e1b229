import type { AshlarError } from '../../error/ashlar-error.ts'
import { DefinitionError } from '../../error/definition-error.ts'
import { type Expr, isExpression, type Node } from '../../expression/node.ts'
import { partial } from '../../expression/simplify.ts'
import type { AttributeInfo, ResourceInfo } from '../../resource/info.ts'
import { conditionNode, refsOf } from '../../resource/make-refs.ts'
import { didYouMean } from '../../text/nearest.ts'
import { castField } from '../../type/cast-field.ts'
import { errorsOfIssues } from '../../type/issue-list.ts'
import { prefixIssues } from '../../type/redact.ts'
import { conjunction } from '../authorize/conjunction.ts'
import type { ActionInfo } from '../contract/action-info.ts'
import type { AnyAction } from '../contract/action.ts'
import type {
  AfterHook,
  AfterTransactionHook,
  BeforeHook,
  Changeset,
  Hooks,
} from '../contract/changeset.ts'

type Values = Readonly<Record<string, unknown>>
export interface Requirement {
  readonly node: Node
  readonly error: AshlarError
}
export interface ChangesetState {
  readonly info: ActionInfo
  /** Of the stored record that is written; undefined for a create. */
  readonly key: Values | undefined
  readonly record: Values | undefined
  readonly attributes: Values
  readonly expressions: Readonly<Record<string, Node>>
  /**
   * Of a create: the expressions that its values were made of, for the update that an upsert may
   * be.
   */
  readonly evaluated: Readonly<Record<string, Node>>
  readonly arguments: Values
  readonly errors: readonly AshlarError[]
  readonly hooks: Hooks<unknown>
  /** What else the stored record must fulfill, each with the error of where it does not. */
  readonly requirements: readonly Requirement[]
  /** What the stored record must fulfill. */
  readonly filter: Node | undefined
  /** Attributes that have their value from a default. */
  readonly defaulted: ReadonlySet<string>
}

export const noHooks: Hooks<unknown> = Object.freeze({
  beforeTransaction: [],
  beforeAction: [],
  afterAction: [],
  afterTransaction: [],
})

const attributeOf = (resource: ResourceInfo, name: string): AttributeInfo => {
  const attribute = resource.attributes.get(name)
  if (attribute) return attribute
  throw new DefinitionError({
    resource: resource.name,
    problem: `a change sets "${name}", which is not an attribute`,
    fix: didYouMean(name, resource.attributes.keys()).trim(),
  })
}
const absentOf = ({ attributes }: ResourceInfo): Values =>
  Object.fromEntries([...attributes.keys()].map((name) => [name, null]))
const without = <V>(values: Readonly<Record<string, V>>, name: string): Record<string, V> => {
  const { [name]: _, ...rest } = values
  return rest
}

/** The changeset that changes and hooks are given. The interface says what each method does. */
export class ChangesetValue {
  readonly state: ChangesetState
  constructor(state: ChangesetState) {
    this.state = state
  }
  with(changes: Partial<ChangesetState>): ChangesetValue {
    return new ChangesetValue({ ...this.state, ...changes })
  }
  get kind(): 'create' | 'update' | 'destroy' {
    return this.state.info.kind as 'create'
  }
  get action(): AnyAction {
    return this.state.info.action
  }
  get resource(): ResourceInfo {
    return this.state.info.resource
  }
  get key(): Values | undefined {
    return this.state.key
  }
  get record(): Values | undefined {
    return this.state.record
  }
  get attributes(): Values {
    return this.state.attributes
  }
  get expressions(): Readonly<Record<string, Node>> {
    return this.state.expressions
  }
  get arguments(): Values {
    return this.state.arguments
  }
  get errors(): readonly AshlarError[] {
    return this.state.errors
  }
  get hooks(): Hooks<unknown> {
    return this.state.hooks
  }
  get valid(): boolean {
    return this.state.errors.length === 0
  }
  get(name: string): unknown {
    const { attributes, record, key } = this.state
    if (Object.hasOwn(attributes, name)) return attributes[name]
    return record ? record[name] : key?.[name]
  }
  changing(name: string): boolean {
    const { attributes, expressions, record } = this.state
    if (Object.hasOwn(expressions, name)) return true
    if (!Object.hasOwn(attributes, name)) return false
    return !record || !sameValue(attributeOf(this.resource, name), record[name], attributes[name])
  }
  given(name: string): boolean {
    const { attributes, expressions, defaulted } = this.state
    return (
      Object.hasOwn(expressions, name) || (Object.hasOwn(attributes, name) && !defaulted.has(name))
    )
  }
  set(values: Values): ChangesetValue {
    return Object.entries(values).reduce<ChangesetValue>(
      (changeset, [name, value]) =>
        value === undefined ? changeset : changeset.#setOne(name, value),
      this,
    )
  }
  #setOne(name: string, value: unknown): ChangesetValue {
    const { attributes, expressions, defaulted, info } = this.state
    const { field } = attributeOf(this.resource, name)
    const own = new Set([...defaulted].filter((other) => other !== name))
    if (isExpression(value))
      return this.with({
        expressions: { ...expressions, [name]: value.node },
        attributes: without(attributes, name),
        defaulted: own,
      })
    const result = castField(field, value)
    if (!result.ok)
      return errorsOfIssues(prefixIssues([name], result.issues), {
        kind: 'attribute',
        of: info.label,
      }).reduce<ChangesetValue>((changeset, error) => changeset.addError(error), this)
    return this.with({
      attributes: { ...attributes, [name]: result.value },
      expressions: without(expressions, name),
      defaulted: own,
    })
  }
  addError(error: AshlarError): ChangesetValue {
    return this.with({ errors: [...this.state.errors, error] })
  }
  where(filter: (refs: never) => Expr<boolean>): ChangesetValue {
    return this.with({
      filter: conjunction(
        this.state.filter,
        conditionNode(filter, refsOf(this.resource), {
          resource: this.resource.name,
          path: ['changes', 'where'],
        }),
      ),
    })
  }
  require(condition: (refs: never) => Expr<boolean>, error: AshlarError): ChangesetValue {
    return this.requireNode({
      node: conditionNode(condition, refsOf(this.resource), {
        resource: this.resource.name,
        path: ['changes', 'require'],
      }),
      error,
    })
  }
  /** Decides now where the record is known or new; else leaves it to the statement. */
  requireNode(requirement: Requirement): ChangesetValue {
    const { info, record, attributes, requirements } = this.state
    const facts = info.kind === 'create' ? { ...absentOf(info.resource), ...attributes } : record
    const decided = partial(requirement.node, facts ?? {})
    if (decided.kind === 'value')
      return decided.value === true ? this : this.addError(requirement.error)
    if (info.kind !== 'create') return this.with({ requirements: [...requirements, requirement] })
    throw new DefinitionError({
      resource: info.label,
      problem: 'a requirement of a create follows a relationship, but the record is not stored yet',
      fix: 'Mention the record’s own attributes only.',
    })
  }
  #hook<K extends keyof Hooks<unknown>>(kind: K, hook: Hooks<unknown>[K][number]): ChangesetValue {
    return this.with({ hooks: { ...this.state.hooks, [kind]: [...this.state.hooks[kind], hook] } })
  }
  beforeTransaction(hook: BeforeHook<unknown>): ChangesetValue {
    return this.#hook('beforeTransaction', hook)
  }
  beforeAction(hook: BeforeHook<unknown>): ChangesetValue {
    return this.#hook('beforeAction', hook)
  }
  afterAction(hook: AfterHook<unknown>): ChangesetValue {
    return this.#hook('afterAction', hook)
  }
  afterTransaction(hook: AfterTransactionHook<unknown>): ChangesetValue {
    return this.#hook('afterTransaction', hook)
  }
}

/** Whether no hook is attached. */
export const isPlain = ({ hooks }: ChangesetValue): boolean =>
  Object.values(hooks).every((list: readonly unknown[]) => list.length === 0)

/** Whether hooks run before the record is written. */
export const isHooked = ({ hooks }: ChangesetValue): boolean =>
  hooks.beforeTransaction.length > 0 || hooks.beforeAction.length > 0

export const sameValue = ({ type }: AttributeInfo, left: unknown, right: unknown): boolean => {
  const [one, other] = [left ?? null, right ?? null]
  return one === other || (one !== null && other !== null && type.equal(one, other))
}

/**
 * As the user's functions see it. Their interface is typed by the resource, which is not known
 * here.
 */
export const asChangeset = (value: ChangesetValue): Changeset<unknown> => value as never
