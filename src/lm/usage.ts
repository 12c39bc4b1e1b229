import { type Context, contextKey } from '../context/context.ts'
import type { LmResponse, LmUsage } from './language-model.ts'

export const noUsage: LmUsage = Object.freeze({
  calls: 0,
  cacheHits: 0,
  inputTokens: 0,
  outputTokens: 0,
})

export const addUsage = (left: LmUsage, right: LmUsage): LmUsage => ({
  calls: left.calls + right.calls,
  cacheHits: left.cacheHits + right.cacheHits,
  inputTokens: left.inputTokens + right.inputTokens,
  outputTokens: left.outputTokens + right.outputTokens,
})

export const sumUsage = (usages: Iterable<LmUsage>): LmUsage => {
  let sum = noUsage
  for (const usage of usages) sum = addUsage(sum, usage)
  return sum
}

/** Adds up the usage of calls, in total and per model. */
export class UsageTracker {
  readonly #byModel = new Map<string, LmUsage>()
  readonly #outer: UsageTracker | undefined
  constructor(outer?: UsageTracker) {
    this.#outer = outer
  }
  record(model: string, usage: LmUsage): void {
    this.#byModel.set(model, addUsage(this.#byModel.get(model) ?? noUsage, usage))
    this.#outer?.record(model, usage)
  }
  get total(): LmUsage {
    return sumUsage(this.#byModel.values())
  }
  get byModel(): ReadonlyMap<string, LmUsage> {
    return new Map(this.#byModel)
  }
}

export const usageKey = contextKey<UsageTracker>('usage')

/**
 * Returns a context that adds up usage, and its tracker. In nested contexts, both trackers count.
 * @example
 * const { context, usage } = trackUsage(currentContext())
 * await summarize({ body }, { context })
 * usage.total.calls
 */
export const trackUsage = (
  context: Context,
): { readonly context: Context; readonly usage: UsageTracker } => {
  const usage = new UsageTracker(context.get(usageKey))
  return { context: context.with(usageKey, usage), usage }
}

/**
 * Adds a response's usage to the context's tracker, if it has one. Code that calls `generate` calls
 * this once per response.
 */
export const recordUsage = (
  context: Context,
  response: Pick<LmResponse, 'model' | 'usage'>,
): void => context.get(usageKey)?.record(response.model, response.usage)
