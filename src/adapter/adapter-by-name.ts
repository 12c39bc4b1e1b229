import type { Adapter } from './adapter.ts'
import { chatAdapter } from './chat-adapter.ts'
import { jsonAdapter } from './json-adapter.ts'
import { twoStepAdapter } from './two-step-adapter.ts'
import { xmlAdapter } from './xml/xml-adapter.ts'

const shipped: readonly Adapter[] = [chatAdapter, jsonAdapter, xmlAdapter, twoStepAdapter()]

/** The adapter that a saved state names; custom adapters come first. Undefined if there is none. */
export const adapterByName = (name: string, own: readonly Adapter[] = []): Adapter | undefined =>
  [...own, ...shipped].find((adapter) => adapter.name === name)
