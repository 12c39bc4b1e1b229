import { AsyncLocalStorage } from 'node:async_hooks'

/**
 * Names one value that a context can carry. Layers define their own:
 * `contextKey<LanguageModel>('lm')`.
 */
export interface ContextKey<T> {
  readonly name: string
  readonly default: T | undefined
  /** Belongs to the chain of calls: a context that runs inside another inherits its value. */
  readonly carried?: true
}
export const contextKey = <T>(name: string, fallback?: T): ContextKey<T> =>
  Object.freeze({ name, default: fallback })
/**
 * A key for something that a whole chain of calls belongs to, such as an open transaction,
 * regardless of the contexts that run inside it.
 */
export const carriedKey = <T>(name: string): ContextKey<T> =>
  Object.freeze({ name, default: undefined, carried: true })

/**
 * What accompanies a piece of work: actor, tenant, model, trace. Immutable: `with` returns a new
 * context. Pass it explicitly if there is a parameter for it; inside `run`, `currentContext()`
 * returns it.
 */
export class Context {
  static readonly empty = new Context(new Map())
  readonly #values: ReadonlyMap<ContextKey<unknown>, unknown>
  private constructor(values: ReadonlyMap<ContextKey<unknown>, unknown>) {
    this.#values = values
  }
  get<T>(key: ContextKey<T>): T | undefined {
    return this.#values.has(key) ? (this.#values.get(key) as T) : key.default
  }
  with<T>(key: ContextKey<T>, value: T): Context {
    return new Context(new Map(this.#values).set(key, value))
  }
  run<R>(work: () => R): R {
    const around = storage.getStore()
    return storage.run(around ? this.#inside(around) : this, work)
  }
  #inside(around: Context): Context {
    const carried = [...around.#values].filter(([key]) => key.carried && !this.#values.has(key))
    return carried.length ? new Context(new Map([...this.#values, ...carried])) : this
  }
}

const storage = new AsyncLocalStorage<Context>()

/** The innermost context that `run` set for this chain of calls, or the empty context. */
export const currentContext = (): Context => storage.getStore() ?? Context.empty

/** Who acts. Absent means that no actor was named; an anonymous actor is named explicitly. */
export const actorKey = contextKey<object>('actor')

/** The current time. Set another clock to control time in tests and replays. */
export const clockKey = contextKey<() => Date>('clock', () => new Date())

/** Aborts the work when its caller has left or its time is up. */
export const signalKey = contextKey<AbortSignal>('signal')

/** The tenant to whose data the work is limited. */
export const tenantKey = contextKey<string>('tenant')
