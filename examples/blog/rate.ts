import type { Metric } from 'ashlar/optimizer'
import type { Summarize } from './summarize.ts'

const words = (text: string): string[] => text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []

/** The harmonic mean of precision and recall over two lists, each element as often as it occurs. */
const overlap = (left: readonly string[], right: readonly string[]): number => {
  const rest = [...right]
  const shared = left.filter((element) => {
    const at = rest.indexOf(element)
    if (at >= 0) rest.splice(at, 1)
    return at >= 0
  }).length
  return shared === 0 ? 0 : (2 * shared) / (left.length + right.length)
}

/**
 * How near a summary comes to the editor's: the words they share, and the keywords they share to
 * the letter.
 */
export const rating: Metric<typeof Summarize> = ({ expected }, { summary, keywords }) => {
  const said = overlap(words(expected.summary ?? ''), words(summary))
  const named = overlap(expected.keywords ?? [], keywords)
  return {
    score: 0.7 * said + 0.3 * named,
    feedback: `The editor wrote "${expected.summary}" with the keywords ${expected.keywords?.join(', ')}.`,
  }
}
