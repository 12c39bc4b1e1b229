import type { Context, ContextKey } from '../../context/context.ts'
import { withCaller } from '../../error/with-caller.ts'
import { isNobody } from '../../policy/check.ts'
import type { AnyResource } from '../../resource/resource.ts'
import { can } from '../authorize/can.ts'
import { bulkChange } from '../bulk/bulk-change.ts'
import { bulkCreate } from '../bulk/bulk-create.ts'
import { type ActionInfo, openAction, openRead } from '../contract/action-info.ts'
import type { AnyAction } from '../contract/action.ts'
import type { BulkCallOptions, PageRequest, Session } from '../contract/session.ts'
import { readPage } from '../page/read-page.ts'
import { aggregateRecords, getRecord, loadRecords } from '../read/fetch-records.ts'
import type { AnyLoad } from '../read/plan-loads.ts'
import type { AnyQuery } from '../read/plan-read.ts'
import { assertQuery } from '../read/query-builder.ts'
import { deliver, transact } from '../write/transact.ts'
import { type AnyRunOptions, runAction, within } from './run-action.ts'
import { type ActionScope, ambient } from './scope.ts'
import type { AppLimits } from '../../text/limits.ts'

type Values = Readonly<Record<string, unknown>>

/**
 * The session of a scope. The interface says what each method does and types it by the resource.
 */
class ActionSession {
  readonly #scope: ActionScope
  #context: Context | undefined
  constructor(scope: ActionScope) {
    this.#scope = scope
  }
  get actor(): unknown {
    return this.#scope.actor
  }
  get tenant(): string | undefined {
    return this.#scope.tenant
  }
  get limits(): AppLimits {
    return this.#scope.runtime.limits
  }
  get context(): Context {
    return (this.#context ??= ambient(this.#scope))
  }
  async run(action: AnyAction, input: unknown, options?: AnyRunOptions): Promise<unknown> {
    return await runAction(this.#scope, action, input, options)
  }
  async page(
    action: AnyAction,
    input: unknown,
    page: PageRequest,
    options: AnyRunOptions = {},
  ): Promise<unknown> {
    const info = openAction(this.#scope.runtime, action)
    assertQuery(options, info.label)
    const { signal, privateArguments, ...query } = options
    return await within(this.#scope, info, signal, (limit) =>
      readPage(
        this.#scope,
        { info, input, query, signal: limit, ...(privateArguments ? { privateArguments } : {}) },
        page,
      ),
    )
  }
  async query(resource: AnyResource, query: AnyQuery = {}): Promise<unknown> {
    return await runAction(this.#scope, openRead(this.#scope.runtime, resource).action, {}, query)
  }
  async get(
    resource: AnyResource,
    key: unknown,
    { load }: { readonly load?: AnyLoad } = {},
  ): Promise<object> {
    return await this.#through(resource, (info) => getRecord(this.#scope, info.resource, key, load))
  }
  async count(resource: AnyResource, query: AnyQuery = {}): Promise<number> {
    return (await this.#through(resource, (info) =>
      aggregateRecords(this.#scope, info.resource, 'count', query),
    )) as number
  }
  async exists(resource: AnyResource, query: AnyQuery = {}): Promise<boolean> {
    return (await this.#through(resource, (info) =>
      aggregateRecords(this.#scope, info.resource, 'exists', query),
    )) as boolean
  }
  async load(resource: AnyResource, records: readonly Values[], load: AnyLoad): Promise<object[]> {
    return await this.#through(resource, (info) =>
      loadRecords(this.#scope, info.resource, records, load),
    )
  }
  async can(action: AnyAction, input?: unknown): Promise<boolean> {
    return can(this.#scope, action, input)
  }
  async bulkCreate(
    action: AnyAction,
    inputs: readonly unknown[],
    options: BulkCallOptions = {},
  ): Promise<unknown> {
    const info = openAction(this.#scope.runtime, action)
    return await within(this.#scope, info, undefined, (signal) =>
      bulkCreate(this.#scope, info, inputs, { ...options, signal }),
    )
  }
  async bulkUpdate(
    action: AnyAction,
    query: AnyQuery,
    input: unknown,
    options: BulkCallOptions = {},
  ): Promise<unknown> {
    const info = openAction(this.#scope.runtime, action)
    return await within(this.#scope, info, undefined, (signal) =>
      bulkChange(this.#scope, info, query, input, { ...options, signal }),
    )
  }
  bulkDestroy(action: AnyAction, query: AnyQuery, options: BulkCallOptions = {}): Promise<unknown> {
    return this.bulkUpdate(action, query, {}, options)
  }
  async transaction<T>(work: (session: Session) => Promise<T>): Promise<T> {
    try {
      const { value, notifications } = await transact(this.#scope, (inner) => work(inner.session))
      await deliver(this.#scope, notifications)
      return value
    } catch (error) {
      throw withCaller(error, this.transaction)
    }
  }
  as(actor: unknown): Session {
    return this.#scope.derive({ actor: isNobody(actor) ? null : actor }).session
  }
  with<T>(key: ContextKey<T>, value: T): Session {
    return this.#scope.derive({ context: this.#scope.context.with(key, value) }).session
  }
  async #through<T>(resource: AnyResource, work: (info: ActionInfo) => Promise<T>): Promise<T> {
    const info = openRead(this.#scope.runtime, resource)
    return await within(this.#scope, info, undefined, () => work(info))
  }
}

type Parts = Omit<ActionScope, 'session' | 'derive'>

/** A scope with its session, which is created when it is asked for. */
export const openScope = (parts: Parts): ActionScope => {
  let session: Session | undefined
  const scope: ActionScope = {
    ...parts,
    derive: (changes) =>
      openScope({ ...parts, ...changes, ...('actor' in changes ? { system: false } : {}) }),
    get session() {
      // The class is untyped by resource; Session types every call by the action or resource it is
      // given.
      return (session ??= new ActionSession(scope) as unknown as Session)
    },
  }
  return scope
}
