import type { Context } from '../context/context.ts'
import { noUsage } from '../lm/usage.ts'
import { signatureInfo } from '../signature/signature-info.ts'
import { Signature, type SignatureInfo } from '../signature/signature.ts'
import { lazy } from '../text/lazy.ts'
import { t } from '../type/t.ts'
import type { Json } from '../type/type.ts'
import { defineModule } from './define-module.ts'
import type { Module } from './module.ts'
import { castValues, recordRun } from './prediction.ts'

export interface Passage {
  readonly id: string
  readonly text: string
  readonly score: number
  /** The source of the passage, as a citation would name it. */
  readonly source: string
}

export interface SearchOptions {
  readonly k: number
  /** The context of the search: its actor's policies decide what the search may return. */
  readonly context: Context
  readonly signal?: AbortSignal
}

export class RetrievePassages extends Signature(
  'Find the passages that help to answer the query.',
  {
    input: { query: t.text() },
    output: {
      passages: t.list(
        t.map({
          fields: {
            id: t.string(),
            text: t.text({ allowEmpty: true, trim: false }),
            score: t.float(),
            source: t.string({ allowEmpty: true }),
          },
        }),
      ),
    },
  },
) {}

export interface RetrieveOptions {
  /** The number of passages, a parameter of the module's state. Default 3. */
  readonly k?: number
  readonly search: (query: string, options: SearchOptions) => Promise<readonly Passage[]>
  /** What is searched and how, as plain data, for the program's hash. */
  readonly settings?: Json
}

const mostPassages = 1000
const checkK = (value: Json): string | undefined =>
  Number.isSafeInteger(value) && (value as number) >= 1 && (value as number) <= mostPassages
    ? undefined
    : `must be a whole number from 1 to ${mostPassages}`

/**
 * At most this many passages with exactly the fields of a passage. The result of `search` is
 * validated like any output.
 */
const passagesOf = (info: SignatureInfo, searchResult: unknown, count: number) => {
  const nameOf = (passage: unknown) => {
    if (typeof passage !== 'object' || passage === null) return passage
    const { id, text, score, source } = passage as Partial<Passage>
    return { id, text, score, source }
  }
  const passages = Array.isArray(searchResult)
    ? searchResult.slice(0, count).map(nameOf)
    : searchResult
  return castValues(info, 'output', { passages }) as { passages: Passage[] }
}

/**
 * A module that finds at most `k` passages for a query, best first. It calls no language model:
 * `search` does the work under the policies of the context it receives. An error of `search` is
 * passed on unchanged; a result that is not a passage fails as an invalid value.
 */
export const retrieve = ({
  k = 3,
  search,
  settings = null,
}: RetrieveOptions): Module<typeof RetrievePassages> => {
  const info = lazy(() => signatureInfo(RetrievePassages))
  return defineModule<typeof RetrievePassages, unknown>({
    kind: 'retrieve',
    signature: RetrievePassages,
    info,
    shape: () => ({ predictors: {}, parameters: { k: checkK } }),
    initial: () => ({ version: 1, predictors: {}, parameters: { k } }),
    identity: () => settings,
    compile:
      ({ parameters }) =>
      async (input, { signal, context, program }) => {
        const started = performance.now()
        const { query } = castValues(info(), 'input', input) as { query: string }
        const count = parameters?.k as number
        const passages = await search(query, { k: count, context, ...(signal ? { signal } : {}) })
        return recordRun(new RetrievePassages(passagesOf(info(), passages, count)), {
          program,
          kind: 'retrieve',
          model: undefined,
          cached: false,
          usage: noUsage,
          responses: [],
          calls: [],
          trace: [],
          durationMs: performance.now() - started,
        })
      },
  })
}
