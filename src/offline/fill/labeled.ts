import { type Label, labelsOf } from '../text/labels.ts'
import { stem, textWords } from '../text/words.ts'
import { labelNames, plainLabel } from './label-names.ts'
import { contextOf, type FillRequest } from './request.ts'

let last: { readonly text: string; readonly labels: readonly Label[] } | undefined

/** A text's labels; those of the last text are kept, as each field of a call reads the same. */
const labelsIn = (text: string): readonly Label[] => {
  if (last?.text !== text) last = { text, labels: labelsOf(text) }
  return last.labels
}

const stems = (text: string): string[] => textWords(text).map(stem)

/**
 * How well a label names a field: all of a name's words and no others; or those and a few others. 0
 * where it does not.
 */
const fit = (label: readonly string[], names: readonly (readonly string[])[]): number => {
  let best = 0
  for (const [rank, name] of names.entries()) {
    if (!name.length || !name.every((word) => label.includes(word))) continue
    const others = label.length - name.length
    const weak = name.length === 1 && (name[0] ?? '').length <= 3
    if (others && (weak || others > 2 || rank > 3)) continue
    best = Math.max(best, others ? 5 - others - rank / 100 : 10 - rank / 100)
  }
  return best
}

/** What the input states under a label that means the field, the best label first. */
export const labeledValues = (request: FillRequest): readonly string[] => {
  const names = labelNames(request.field.name).map(stems)
  return labelsIn(contextOf(request.task.query))
    .map((entry, at) => ({
      entry,
      at,
      score: entry.value
        ? fit(stems(plainLabel(entry.label)), names) - (entry.signed ? 0 : 0.5)
        : 0,
    }))
    .filter(({ score, entry }) => score > 0 && (entry.signed || score > 9))
    .toSorted((left, right) => right.score - left.score || left.at - right.at)
    .map(({ entry }) => entry.value)
}
