import { actionInfo } from '../../action/contract/action-info.ts'
import type { ActionContext, QueryBuilder } from '../../action/contract/context.ts'
import { withNames } from '../../action/contract/step-names.ts'
import { resolveEmbedder } from '../../adapter/configure.ts'
import { AssumptionFailedError } from '../../error/ashlar-error.ts'
import { expression, valueNode } from '../../expression/node.ts'
import { cosineDistance, isNotNull, lte, startsWith } from '../../expression/operators.ts'
import { embedTexts } from '../../lm/embed-texts.ts'
import type { Embedder } from '../../lm/language-model.ts'
import type { ResourceInfo } from '../../resource/info.ts'
import { endOf } from '../../resource/node-type.ts'
import type { AttributesOf } from '../../resource/resource.ts'
import { didYouMean } from '../../text/nearest.ts'
import type { TypeOf } from '../../type/field.ts'
import { vectorLength } from '../../type/vector.ts'
import { fieldAt, spaceOf, stampOf } from './vector-space.ts'

export interface NearestOptions {
  /**
   * The largest cosine distance of a result (0 same direction, 1 nothing in common, 2 opposite).
   * Default: no limit.
   */
  readonly within?: number
  /**
   * The attribute that names the embedder of the vectors, as `vectorize` writes it, here or on the
   * record that they belong to: `post.embedded`. Default: the stamp of the job that maintains them.
   * Vectors of another embedder are left out.
   */
  readonly stamp?: string
}

const never = expression<boolean>(valueNode(false))

/** Fails if the attribute cannot store vectors of this length, since nothing could match. */
const checkLength = (
  { name, attributes }: ResourceInfo,
  embedding: string,
  { id, dimensions }: Embedder,
): void => {
  const attribute = attributes.get(embedding)
  if (!attribute || vectorLength(attribute.type.storage) === undefined)
    throw new AssumptionFailedError(
      `nearest() needs a vector attribute, and ${name}.${embedding} is not one.`,
      {
        fix: `Declare it: ${embedding}: t.vector(${dimensions}).`,
      },
    )
  if (attribute.type.storage !== `vector(${dimensions})`)
    throw new AssumptionFailedError(
      `${name}.${embedding} contains a ${attribute.type.storage}, but the embedder ${id} returns vectors of ${dimensions} dimensions.`,
      {
        fix: 'Use the embedder that the attribute was declared for, or declare the attribute for this one.',
      },
    )
}

type VectorName<X> = {
  [K in keyof AttributesOf<X> & string]: NonNullable<
    TypeOf<AttributesOf<X>[K]>
  > extends readonly number[]
    ? K
    : never
}[keyof AttributesOf<X> & string]
/**
 * A preparation for every resource that has the vector attribute, in a read that has the argument.
 */
type Nearest<Embedding extends string, Argument extends string> = <X>(
  query: Embedding extends VectorName<X>
    ? QueryBuilder<X, { readonly [N in Argument]: unknown }>
    : never,
  context: ActionContext<unknown, { readonly [N in Argument]: unknown }>,
) => Promise<QueryBuilder<X>>

const notVector = ({ name, attributes }: ResourceInfo, embedding: string) => {
  const attribute = attributes.get(embedding)
  return !attribute || vectorLength(attribute.type.storage) !== undefined
    ? undefined
    : {
        problem: `${name}.${embedding} is not a vector attribute`,
        fix: `Declare it: ${embedding}: t.vector(…).`,
      }
}

/** What is wrong with the path of a stamp. */
const noField = (resource: ResourceInfo, path: string) => {
  const names = path.split('.')
  const name = names.pop()!
  const end = endOf(resource, names)
  return end?.attributes.has(name)
    ? undefined
    : {
        problem: `the stamp "${path}" is not an attribute`,
        fix: didYouMean(name, (end ?? resource).attributes.keys()).trim(),
      }
}

/**
 * Sorts a read by closeness in meaning: embeds the text in `argument` with the session's embedder
 * and sorts by cosine distance to the vector attribute `embedding`. Leaves out records without a
 * vector and vectors of another embedder. A text without words returns nothing. The text is
 * embedded before the query and outside any transaction.
 *
 * @example
 * search: read(Chunk, { arguments: { question: t.string() }, prepare: [nearest('embedding', 'question')], limit: 8 })
 */
export const nearest = <const Embedding extends string, const Argument extends string>(
  embedding: Embedding,
  argument: Argument,
  { within, stamp }: NearestOptions = {},
): Nearest<Embedding, Argument> => {
  const order = async <X>(
    query: QueryBuilder<X>,
    { context, signal, action }: ActionContext,
  ): Promise<QueryBuilder<X>> => {
    const text: unknown = query.arguments[argument]
    if (typeof text !== 'string')
      throw new AssumptionFailedError(`nearest() needs the text argument "${argument}".`, {
        fix: `Declare it: arguments: { ${argument}: t.string() }.`,
      })
    const embedder = resolveEmbedder({ context, neededBy: `nearest('${embedding}')` })
    const { resource } = actionInfo(action)
    checkLength(resource, embedding, embedder)
    // One text results in one vector, or the call fails.
    const [vector] = (await embedTexts(embedder, [text], signal)) as [number[]]
    // A text without words has no direction.
    if (vector.every((value) => value === 0)) return query.filter(() => never)
    const at = stamp ?? stampOf(resource, embedding)
    const distance = (refs: unknown) =>
      cosineDistance(fieldAt<readonly number[] | null>(refs, embedding), vector)
    const filled = query.filter((refs) => isNotNull(fieldAt(refs, embedding)))
    const comparable =
      at === undefined
        ? filled
        : filled.filter((refs) =>
            startsWith(fieldAt<string | null>(refs, at), `${spaceOf(embedder)}:`),
          )
    const ordered = comparable.sort({ by: distance })
    return within === undefined ? ordered : ordered.filter((refs) => lte(distance(refs), within))
  }
  return withNames(order, {
    attributes: [embedding],
    arguments: [argument],
    problem: ({ resource }) =>
      notVector(resource, embedding) ??
      (stamp === undefined ? undefined : noField(resource, stamp)),
  })
}
