import type { Action, AnyAction } from '../../action/contract/action.ts'
import type { BulkResult, Session } from '../../action/contract/session.ts'
import { groupErrors, toErrors } from '../../error/error-group.ts'
import type { Expr } from '../../expression/node.ts'
import { and, concat, eq, isDistinctFrom, isNotNull, md5 } from '../../expression/operators.ts'
import { type Job, job } from '../../job/job.ts'
import { embedTexts } from '../../lm/embed-texts.ts'
import type { Embedder } from '../../lm/language-model.ts'
import { refsOf } from '../../resource/make-refs.ts'
import { resourceInfo } from '../../resource/resource-info.ts'
import type { AnyResource, AttributesOf, CalculationsOf } from '../../resource/resource.ts'
import { type SplitOptions, splitText } from './split-text.ts'
import { fieldAt, keepVectors, spaceOf } from './vector-space.ts'
import { digest } from '../../text/digest.ts'

type TextName<X> = (keyof AttributesOf<X> | keyof CalculationsOf<X>) & string

export interface ChunkTarget<C = unknown> extends SplitOptions {
  /**
   * Creates one chunk with `source` (the record's key), `position`, `content` and `embedding` under
   * these attribute names.
   */
  readonly create: () => Action<'create', C, never, unknown>
  /** Removes a chunk that a new text has replaced. */
  readonly destroy: () => Action<'destroy', NoInfer<C>, never, unknown>
  readonly source: keyof AttributesOf<NoInfer<C>> & string
  readonly position: keyof AttributesOf<NoInfer<C>> & string
  readonly content: keyof AttributesOf<NoInfer<C>> & string
  readonly embedding: keyof AttributesOf<NoInfer<C>> & string
}
export interface VectorizeOptions<X, C = unknown> {
  /** The attribute or calculation to embed. A calculation may use related records. */
  readonly text: TextName<X>
  /** The vector attribute for the mean of the text's parts, normalized to length 1. */
  readonly embedding: keyof AttributesOf<X> & string
  /**
   * A nullable string attribute for the embedder and the text of the vectors. A record whose stamp
   * does not match is stale.
   */
  readonly stamp: keyof AttributesOf<X> & string
  /** The update action that accepts `embedding` and `stamp`. */
  readonly save: () => Action<'update', NoInfer<X>, never, unknown>
  readonly chunks?: ChunkTarget<C>
  /**
   * Required because its name identifies stale records. It must be the embedder of the questions.
   */
  readonly embedder: Embedder
}

const at = (refs: unknown, name: string): Expr<string | null> => fieldAt(refs, name)

/**
 * A background job that keeps vectors up to date with their text. Staleness is in the data: the
 * query compares `stamp` with the embedder's name and the digest of the text, so a changed text, a
 * changed related record and a changed embedder all make a record stale, and no change is missed.
 * The embedder is called outside the transaction; embedding, stamp and chunks are then written
 * together, through actions.
 *
 * @example
 * vectorize(Post, { text: 'content', embedding: 'embedding', stamp: 'embedded', save: () => Post.actions.saveEmbedding, embedder })
 */
export const vectorize = <X extends AnyResource, C extends AnyResource = AnyResource>(
  resource: X,
  options: VectorizeOptions<X, C>,
): Job<X> => {
  const { text, stamp, embedder, embedding, chunks } = options
  const space = spaceOf(embedder)
  keepVectors({
    resource,
    embedding,
    stamp,
    chunks: chunks && {
      resource: () => chunks.create().resource,
      source: chunks.source,
      embedding: chunks.embedding,
    },
  })
  return job(resource, {
    name: `vectorize_${options.embedding}`,
    where: (refs) => {
      assertNames(refs, options)
      return and(
        isNotNull(at(refs, text)),
        isDistinctFrom(at(refs, stamp), concat(`${space}:`, md5(at(refs, text)))),
      )
    },
    load: { [text]: true } as never,
    run: async (record, { session, signal }) => {
      const values = record as Readonly<Record<string, unknown>>
      const content = String(values[text])
      const key = values['id']
      const parts = splitText(content, chunks)
      const result =
        chunks && String(values[stamp]).startsWith(`${space}:`)
          ? await vectorsOf(session, chunks, key)
          : new Map<string, readonly number[]>()
      const fresh = [...new Set(parts)].filter((part) => !result.has(part))
      for (const [i, vector] of (await embedTexts(embedder, fresh, signal)).entries())
        result.set(fresh[i] as string, vector)
      const embeddings = parts.map((part) => result.get(part) as readonly number[])
      await session.transaction((inner) =>
        write(inner, options, {
          key,
          parts,
          embeddings,
          stamp: `${space}:${digest('md5', content)}`,
        }),
      )
    },
  })
}

/**
 * References know their names: asking for one that does not exist is a `DefinitionError`, so that
 * it is found when the application is opened.
 */
const assertNames = <X, C extends AnyResource>(
  refs: unknown,
  { embedding, chunks }: VectorizeOptions<X, C>,
): void => {
  at(refs, embedding)
  if (!chunks) return
  const chunk = refsOf(resourceInfo(chunks.create().resource))
  for (const name of [chunks.source, chunks.position, chunks.content, chunks.embedding])
    at(chunk, name)
}

/** The vectors of a record's chunks by their text: unchanged chunks are not embedded again. */
const vectorsOf = async (
  session: Session,
  { create, source, content, embedding }: ChunkTarget<AnyResource>,
  key: unknown,
): Promise<Map<string, readonly number[]>> => {
  const records = await session.query(create().resource, {
    filter: (refs: unknown) => eq(at(refs, source), key as string),
    load: { [embedding]: true },
  })
  return new Map(
    (records as readonly Readonly<Record<string, unknown>>[]).map((chunk) => [
      chunk[content] as string,
      chunk[embedding] as readonly number[],
    ]),
  )
}

interface Made {
  readonly key: unknown
  readonly parts: readonly string[]
  readonly embeddings: readonly (readonly number[])[]
  readonly stamp: string
}

const write = async <X>(
  session: Session,
  { chunks, save, embedding, stamp, embedder }: VectorizeOptions<X, AnyResource>,
  result: Made,
): Promise<void> => {
  await session.run(save() as AnyAction, {
    id: result.key,
    [embedding]: mean(result.embeddings, embedder.dimensions),
    [stamp]: result.stamp,
  })
  if (!chunks) return
  complete(
    await session.bulkDestroy(chunks.destroy(), {
      filter: (refs: unknown) => eq(at(refs, chunks.source), result.key as string),
    }),
  )
  const inputs = result.parts.map((part, position) => ({
    [chunks.source]: result.key,
    [chunks.position]: position,
    [chunks.content]: part,
    [chunks.embedding]: result.embeddings[position],
  }))
  complete(await session.bulkCreate(chunks.create(), inputs as never[]))
}

/** A bulk write that must succeed completely, since it is part of a transaction. */
const complete = (result: BulkResult<unknown>): void => {
  const errors = result.outcomes.flatMap((outcome) => (outcome.ok ? [] : toErrors(outcome.error)))
  if (errors.length) throw groupErrors(errors)
}

const mean = (vectors: readonly (readonly number[])[], dimensions: number): number[] => {
  const total = Array.from({ length: dimensions }, () => 0)
  for (const vector of vectors)
    for (let i = 0; i < dimensions; i++) total[i] = (total[i] ?? 0) + (vector[i] ?? 0)
  const length = Math.sqrt(total.reduce((sum, value) => sum + value * value, 0))
  return length === 0 ? total : total.map((value) => value / length)
}
