import { type JudgedRun, judgedRuns } from '../fill/reflect.ts'
import type { PromptLayout } from '../task.ts'
import { writeChat, writePlain, writeXml } from './layouts.ts'

export interface Reflection {
  readonly instruction: string
  readonly runs: readonly JudgedRun[]
}

/**
 * Reads a prompt that asks for a new instruction: it says so, holds the present instruction in its
 * first fenced block, and examples with feedback after it (GEPA's reflection prompt and those like
 * it). Undefined for other prompts.
 */
export const readReflection = (text: string): Reflection | undefined => {
  if (
    !/\b(?:new|improved|better|revised)\s+(?:version of the\s+)?(?:instruction|prompt)/i.test(
      text,
    ) ||
    !/feedback/i.test(text)
  )
    return undefined
  const fence = /```[^\n`]*\n([\s\S]*?)\n?```/.exec(text)
  if (!fence) return undefined
  const runs = judgedRuns(text.slice(fence.index + fence[0].length))
  return runs.length ? { instruction: (fence[1] ?? '').trim(), runs } : undefined
}

const asText = (value: unknown): string =>
  typeof value === 'string' ? value : JSON.stringify(value ?? null)

/** Writes the filled fields in the layout the prompt asked for. */
export const renderValues = (
  values: Readonly<Record<string, unknown>>,
  layout: PromptLayout,
): string => {
  if (layout === 'json') return JSON.stringify(values, undefined, 2)
  const texts = Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, asText(value)]),
  )
  if (layout === 'chat') return writeChat(texts)
  if (layout === 'xml') return writeXml(texts)
  return layout === 'plain' ? writePlain(texts) : Object.values(texts).join('\n\n')
}
