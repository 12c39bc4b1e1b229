import { LmInvalidRequestError } from '../error/lm-error.ts'
import type { LmRequest, LmSettings } from './language-model.ts'

const NUMBERS = ['temperature', 'maxOutputTokens', 'topP', 'seed'] as const
const NAMES = [...NUMBERS, 'stopSequences', 'providerOptions'] as const

/** Merges settings: later ones override earlier ones. Provider options are merged per provider. */
export const mergeSettings = (base: LmSettings, over: LmSettings): LmSettings => {
  const merged: Record<string, unknown> = {}
  for (const name of NAMES) {
    const value = over[name] ?? base[name]
    if (value !== undefined) merged[name] = value
  }
  if (base.providerOptions && over.providerOptions)
    merged.providerOptions = { ...base.providerOptions, ...over.providerOptions }
  return merged
}

/** What JSON cannot represent of a value itself. */
const unfit = (value: unknown): string | undefined => {
  if (typeof value === 'number') return Number.isFinite(value) ? undefined : String(value)
  return typeof value === 'bigint' || typeof value === 'function' || typeof value === 'symbol'
    ? `a ${typeof value}`
    : undefined
}

/**
 * The first place in a value that JSON cannot represent, its path last to first, and why; or
 * undefined.
 */
const unsendable = (
  value: unknown,
  above: Set<object> = new Set(),
): { readonly path: readonly string[]; readonly why: string } | undefined => {
  if (typeof value !== 'object' || value === null) {
    const why = unfit(value)
    return why === undefined ? undefined : { path: [], why: `is ${why}` }
  }
  if (above.has(value)) return { path: [], why: 'contains itself' }
  above.add(value)
  for (const [name, member] of Object.entries(value)) {
    const problem = typeof member === 'string' ? undefined : unsendable(member, above)
    if (!problem) continue
    const step = Array.isArray(value) ? `[${name}]` : `.${name}`
    return { path: [...problem.path, step], why: problem.why }
  }
  above.delete(value)
  return undefined
}

const wrongNumber = (request: LmRequest): string | undefined => {
  for (const name of NUMBERS) {
    const value: unknown = request[name]
    if (
      value !== undefined &&
      value !== null &&
      (typeof value !== 'number' || !Number.isFinite(value))
    )
      return `${name} is ${typeof value === 'number' ? value : JSON.stringify(value)}`
  }
  return undefined
}

/**
 * A request whose settings override the model's. Throws `LmInvalidRequestError` for a setting that
 * is not a finite number or that JSON cannot represent.
 */
export const withSettings = (request: LmRequest, settings: LmSettings): LmRequest => {
  const whole = { ...request, ...mergeSettings(settings, request) }
  const { messages, tools, responseFormat, providerOptions, stopSequences, rolloutId } = whole
  const number = wrongNumber(whole)
  if (number)
    throw new LmInvalidRequestError(`The setting ${number}, which must be a finite number`, {}, '')
  const problem = unsendable({
    messages,
    tools,
    responseFormat,
    providerOptions,
    stopSequences,
    rolloutId,
  })
  if (problem)
    throw new LmInvalidRequestError(
      `The request cannot be sent: request${problem.path.toReversed().join('')} ${problem.why}, which JSON cannot represent`,
      {},
      '',
    )
  return whole
}
