import type { Preparation } from '../../action/preparation.ts'
import { AssumptionFailed } from '../../error/assumption-failed.ts'
import type { Expr } from '../../expression/node.ts'
import { cosineDistance, isNotNull, lte } from '../../expression/operators.ts'
import { embedTexts } from '../../lm/embed-texts.ts'
import { resolveEmbedder } from '../../lm/resolve-embedder.ts'

type VectorRefs = Readonly<Record<string, Expr<readonly number[] | null>>>
const vectorAt = (refs: unknown, name: string) => (refs as VectorRefs)[name] as Expr<readonly number[] | null>

export interface NearestOptions {
  /** The greatest cosine distance (0 same direction, 1 nothing in common, 2 opposite) of what is still found. Default: no limit. */
  readonly within?: number
}

/**
 * Orders a read by nearness in meaning: embeds the text in `argument` with the session's embedder and sorts by cosine distance to the vector
 * attribute `embedding`; records without one are left out. It must be the embedder that made the stored vectors.
 * The question is embedded before the query and outside any transaction.
 *
 * @example
 * search: read(Chunk, { arguments: { question: t.string() }, prepare: [nearest('embedding', 'question')], limit: 8 })
 */
export const nearest =
  // oxlint-disable-next-line typescript/no-explicit-any -- the resource is known where the read is declared; a wrong name is reported there
    (embedding: string, argument: string, { within }: NearestOptions = {}): Preparation<any> =>
    async (query, { context, signal }) => {
      const text = query.arguments[argument]
      if (typeof text !== 'string')
        throw new AssumptionFailed(`nearest() needs the text argument "${argument}".`, { fix: `Declare it: arguments: { ${argument}: t.string() }.` })
      // One text gives one vector, or the call fails.
      const [vector] = (await embedTexts(resolveEmbedder({ context, neededBy: `nearest('${embedding}')` }), [text], signal)) as [number[]]
      const distance = (refs: unknown) => cosineDistance(vectorAt(refs, embedding), vector)
      const known = query.filter((refs) => isNotNull(vectorAt(refs, embedding))).sort({ by: distance })
      return within === undefined ? known : known.filter((refs) => lte(distance(refs), within))
    }
