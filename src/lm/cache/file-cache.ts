import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { LmResponse } from '../language-model.ts'
import type { LmCache } from './lm-cache.ts'

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  value !== null && typeof value === 'object' && !Array.isArray(value)

/** A stored response, or undefined if the value is not one. */
const readResponse = (value: unknown): LmResponse | undefined => {
  if (
    !isRecord(value) ||
    typeof value.text !== 'string' ||
    typeof value.model !== 'string' ||
    typeof value.finishReason !== 'string'
  )
    return undefined
  if (
    !Array.isArray(value.toolCalls) ||
    !isRecord(value.usage) ||
    typeof value.usage.inputTokens !== 'number' ||
    typeof value.usage.outputTokens !== 'number'
  )
    return undefined
  return value as unknown as LmResponse
}

const isMissing = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'ENOENT'

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

/**
 * A cache in a folder, shared by processes and kept across restarts: one JSON file per entry, named
 * by its key, written to a temporary file and renamed, so that no reader sees half of it. The first
 * write creates the folder. A corrupt file is a miss and is removed. Entries are never evicted.
 */
export const fileCache = (folder: string): LmCache => {
  const pathOf = (key: string) => join(folder, key.slice(0, 2), `${key}.json`)
  const remove = (key: string) => rm(pathOf(key), { force: true })
  return {
    async get(key) {
      const text = await readFile(pathOf(key), 'utf8').catch((error: unknown) => {
        if (isMissing(error)) return undefined
        throw error
      })
      if (text === undefined) return undefined
      const entry = parsed(text)
      const response =
        entry !== null &&
        typeof entry === 'object' &&
        'key' in entry &&
        entry.key === key &&
        'response' in entry
          ? readResponse(entry.response)
          : undefined
      if (!response) await remove(key)
      return response
    },
    async set(key, response) {
      const path = pathOf(key)
      const beside = `${path}.${crypto.randomUUID()}.tmp`
      await mkdir(join(folder, key.slice(0, 2)), { recursive: true })
      await writeFile(beside, JSON.stringify({ key, response }))
      await rename(beside, path)
    },
    delete: remove,
    async clear() {
      await rm(folder, { recursive: true, force: true })
    },
  }
}
