import { DefinitionError } from '../../error/definition-error.ts'
import type { Expr } from '../../expression/node.ts'
import type { Embedder } from '../../lm/language-model.ts'
import type { ResourceInfo } from '../../resource/info.ts'
import { resourceInfo } from '../../resource/resource-info.ts'
import type { AnyResource } from '../../resource/resource.ts'

/** Only vectors of the same embedder can be compared: its name and their length. */
export const spaceOf = ({ id, dimensions }: Embedder): string =>
  id.endsWith(String(dimensions)) ? id : `${id}/${dimensions}`

/** A field of the records, or of the records that they belong to: `embedded`, `post.embedded`. */
export const fieldAt = <T>(refs: unknown, path: string): Expr<T> =>
  path
    .split('.')
    .reduce((at, name) => (at as Readonly<Record<string, unknown>>)[name], refs) as Expr<T>

/** Vectors that a job maintains: those of the records, and those of their chunks. */
export interface KeptVectors {
  readonly resource: AnyResource
  readonly embedding: string
  readonly stamp: string
  readonly chunks:
    | { readonly resource: () => AnyResource; readonly source: string; readonly embedding: string }
    | undefined
}

const stores: KeptVectors[] = []
export const keepVectors = (vectors: KeptVectors): void => {
  stores.push(vectors)
}

/** Chunks are written together with the stamp of their record, so it applies to them, too. */
const stampOfChunks = (
  chunk: ResourceInfo,
  source: string,
  { resource, stamp }: KeptVectors,
): string => {
  const owner = [...chunk.relationships.values()].find(
    ({ many, destination, sourceAttribute, through }) =>
      !many && !through && sourceAttribute === source && destination === resourceInfo(resource),
  )
  if (!owner)
    throw new DefinitionError({
      resource: chunk.name,
      path: ['relationships'],
      problem: `the stamp of its vectors is unknown`,
      fix: `Declare what ${source} leads to: ${resource.resourceName.toLowerCase()}: belongsTo(() => ${resource.resourceName}, { source: '${source}' }).`,
    })
  return `${owner.name}.${stamp}`
}

/** The stamp that names the embedder of a vector attribute; undefined if no job maintains it. */
export const stampOf = (info: ResourceInfo, embedding: string): string | undefined => {
  const own = stores.findLast(
    (vectors) => vectors.embedding === embedding && resourceInfo(vectors.resource) === info,
  )
  if (own) return own.stamp
  const cut = stores.findLast(
    ({ chunks }) => chunks?.embedding === embedding && resourceInfo(chunks.resource()) === info,
  )
  return cut?.chunks && stampOfChunks(info, cut.chunks.source, cut)
}
