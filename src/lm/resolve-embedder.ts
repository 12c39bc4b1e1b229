import { type Context, currentContext } from '../context/context.ts'
import { EmbedderNotConfigured } from '../error/embedder-not-configured.ts'
import { configured } from './configure.ts'
import { type Embedder, embedderKey } from './language-model.ts'

export interface ResolveEmbedderOptions {
  readonly embedder?: Embedder | undefined
  /** Default: the current context. */
  readonly context?: Context | undefined
  /** What wants the embedder, for the error: `Chunk.embedding`. */
  readonly neededBy?: string
}

/** The embedder of a call: its own option, else the context's, else what `configure` set. Throws `EmbedderNotConfigured`, which says how to set one. */
export const resolveEmbedder = ({ embedder, context, neededBy }: ResolveEmbedderOptions = {}): Embedder => {
  const found = embedder ?? (context ?? currentContext()).get(embedderKey) ?? configured().embedder
  if (!found) throw new EmbedderNotConfigured(neededBy === undefined ? {} : { neededBy })
  return found
}
