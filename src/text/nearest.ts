/**
 * Edits that turn one name into the other: insert, delete, replace, or swap two neighbors (optimal
 * string alignment).
 */
const distance = (left: string, right: string): number => {
  let before: number[] = []
  let row = Array.from({ length: right.length + 1 }, (_, i) => i)
  for (let i = 1; i <= left.length; i++) {
    const next = [i]
    for (let j = 1; j <= right.length; j++) {
      const replaced = row[j - 1]! + (left[i - 1] === right[j - 1] ? 0 : 1)
      const swapped =
        i > 1 && j > 1 && left[i - 1] === right[j - 2] && left[i - 2] === right[j - 1]
          ? before[j - 2]! + 1
          : replaced
      next.push(Math.min(replaced, swapped, row[j]! + 1, next[j - 1]! + 1))
    }
    before = row
    row = next
  }
  return row[right.length]!
}

const plain = (name: string) => name.toLowerCase().replaceAll(/[_\-\s]/g, '')

/**
 * The candidate that a misspelt name was meant to be, by edit distance (one edit for every three
 * letters), or undefined where none is near. Case and separators do not count.
 */
export const nearestName = (name: string, candidates: Iterable<string>): string | undefined => {
  const target = plain(name.slice(0, 100))
  let best: string | undefined
  let least = Math.floor(target.length / 3) + 1
  for (const candidate of candidates) {
    const away = distance(target, plain(candidate))
    if (away < least) [best, least] = [candidate, away]
  }
  return best
}

/** ` Did you mean "title"?`, ready to follow a sentence, or nothing. */
export const didYouMean = (name: string, candidates: Iterable<string>): string => {
  const near = nearestName(name, candidates)
  return near === undefined ? '' : ` Did you mean "${near}"?`
}
