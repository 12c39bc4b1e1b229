import { AsyncLocalStorage } from 'node:async_hooks'

/** Names one thing a context can carry; layers define their own: `contextKey<LanguageModel>('lm')`. */
export interface ContextKey<T> {
  readonly name: string
  readonly default: T | undefined
  /** Belongs to the chain of calls: a context that is run inside another takes its value along. */
  readonly carried?: true
}
export const contextKey = <T>(name: string, fallback?: T): ContextKey<T> =>
  Object.freeze({ name, default: fallback })
/** A key for what a chain of calls is part of, such as an open transaction, whichever contexts run inside it. */
export const carriedKey = <T>(name: string): ContextKey<T> =>
  Object.freeze({ name, default: undefined, carried: true })

/**
 * What goes with a piece of work: actor, tenant, model, trace. Immutable: `with` returns a new one.
 * It is passed explicitly where there is a parameter for it; inside `run` it is also found by `currentContext()`.
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

/** The innermost context that `run` set for this chain of calls, else the empty one. */
export const currentContext = (): Context => storage.getStore() ?? Context.empty

/** Who acts. Absent means that nobody was named; an anonymous actor is named explicitly. */
export const actorKey = contextKey<object>('actor')

/** The present time. Give another clock where time must stand still, as in tests and replays. */
export const clockKey = contextKey<() => Date>('clock', () => new Date())

/** Aborts the work when its caller is gone or its time is up. */
export const signalKey = contextKey<AbortSignal>('signal')

/** The tenant whose data the work is confined to. */
export const tenantKey = contextKey<string>('tenant')
