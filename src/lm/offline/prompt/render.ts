import type { Layout } from '../task.ts'
import { writeChat } from './chat-layout.ts'
import { writePlain } from './plain-layout.ts'
import { writeXml } from './xml-layout.ts'

const asText = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value ?? null))

/** Writes the filled fields in the layout the prompt asked for. */
export const render = (values: Readonly<Record<string, unknown>>, layout: Layout): string => {
  if (layout === 'json') return JSON.stringify(values, undefined, 2)
  const texts = Object.fromEntries(Object.entries(values).map(([name, value]) => [name, asText(value)]))
  if (layout === 'chat') return writeChat(texts)
  if (layout === 'xml') return writeXml(texts)
  return layout === 'plain' ? writePlain(texts) : Object.values(texts).join('\n\n')
}
