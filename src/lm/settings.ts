import type { LmRequest, LmSettings } from './language-model.ts'

const NAMES = ['temperature', 'maxOutputTokens', 'topP', 'stopSequences', 'seed', 'providerOptions'] as const

/** Settings over settings: what the later one leaves out, the earlier one gives. Provider options are merged by provider. */
export const mergeSettings = (base: LmSettings, over: LmSettings): LmSettings => {
  const merged: Record<string, unknown> = {}
  for (const name of NAMES) {
    const value = over[name] ?? base[name]
    if (value !== undefined) merged[name] = value
  }
  if (base.providerOptions && over.providerOptions) merged.providerOptions = { ...base.providerOptions, ...over.providerOptions }
  return merged
}

/** A request with a model's settings under its own. */
export const withSettings = (request: LmRequest, settings: LmSettings): LmRequest => ({ ...request, ...mergeSettings(settings, request) })
