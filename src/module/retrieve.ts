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
  /** Where it comes from, as a reader would cite it. */
  readonly source: string
}

export interface SearchOptions {
  readonly k: number
  /** Whose search it is: the actor's policies decide what may be found. */
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
  /** How many passages; a parameter of the module's state. Default 3. */
  readonly k?: number
  readonly search: (query: string, options: SearchOptions) => Promise<readonly Passage[]>
  /** What is searched and how, as plain data: part of the program's hash. */
  readonly settings?: Json
}

const mostPassages = 1000
const checkK = (value: Json): string | undefined =>
  Number.isSafeInteger(value) && (value as number) >= 1 && (value as number) <= mostPassages
    ? undefined
    : `must be a whole number from 1 to ${mostPassages}`

/** At most so many, with what a passage has and nothing else; what `search` gave is checked like any output. */
const passagesOf = (info: SignatureInfo, found: unknown, wanted: number) => {
  const named = (passage: unknown) => {
    if (typeof passage !== 'object' || passage === null) return passage
    const { id, text, score, source } = passage as Partial<Passage>
    return { id, text, score, source }
  }
  const passages = Array.isArray(found) ? found.slice(0, wanted).map(named) : found
  return castValues(info, 'output', { passages }) as { passages: Passage[] }
}

/**
 * A module that finds passages for a query, at most `k`, best first. It asks no language model: `search` does the work,
 * under the policies of the context it is given. An error of `search` passes as it is; what it gives that is no passage is refused as an invalid value.
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
        const wanted = parameters?.k as number
        const found = await search(query, { k: wanted, context, ...(signal ? { signal } : {}) })
        return recordRun(new RetrievePassages(passagesOf(info(), found, wanted)), {
          program,
          kind: 'retrieve',
          model: undefined,
          cached: false,
          usage: noUsage,
          responses: [],
          trace: [],
          durationMs: performance.now() - started,
        })
      },
  })
}
