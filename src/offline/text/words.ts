const WORD = /[\p{L}\p{N}]+(?:['’.][\p{L}\p{N}]+)*/gu
const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/u

/** Function words of English, German, French and Spanish, and what is left of contractions. */
const STOP = new Set(
  `a about above after again against all also am an and any are as at be because been before being below between both but by can could did do does doing down during each even ever every few for from further get
got had has have having he her here hers him his how however i if in into is it its itself just let like made make many may me might more most much must my new no nor not now of off on once one only or other our
out over own per please same shall she should since so some still such than that the their them then there these they this those through to too two under until up upon us use used using very via was we well were what when where
which while who whom why will with within without would yet you your it's don't we're that's i'm can't isn't there's you're
der die das und ist ein eine einer eines einem einen den dem des nicht mit von zu zum zur auf für im am als auch es an werden aus er hat dass sie nach wird bei sind noch wie einem über so wir ich oder aber vor durch
le la les un une et est des du de en que qui dans pour par sur au aux avec ce cette ces il elle nous vous ils ne pas plus ou se sont été être leur mais comme
el los las y es del al una uno por con para su sus lo como más pero este esta son se fue ha han que no ya o entre sin sobre también`.split(
    /\s+/,
  ),
)

/** The words of a text as written. Numbers, `node.js` and `don't` are one word each. */
export const textWords = (text: string): string[] => text.match(WORD) ?? []

/** How many words a reader would count. A script without spaces counts two characters as a word. */
export const countWords = (text: string): number => {
  let count = 0
  for (const word of textWords(text)) count += UNSPACED.test(word) ? Math.ceil(word.length / 2) : 1
  return count
}

export const isStopWord = (word: string): boolean => STOP.has(word.toLowerCase().replace('’', "'"))

/** A word's stem: lower case, and common English endings cut from plain ASCII words. */
export const stem = (word: string): string => {
  const lower = word.toLowerCase()
  if (lower.length < 4 || !/^[a-z]+$/.test(lower)) return lower
  if (lower.endsWith('ies')) return lower.length > 4 ? `${lower.slice(0, -3)}y` : lower
  const cut = lower.replace(/(?:ations?|ings?|ers?|ed|es|ly|s)$/, '')
  if (cut.length < 3) return lower
  return /([bdfgmnprt])\1$/.test(cut)
    ? cut.slice(0, -1)
    : cut.endsWith('e')
      ? cut.slice(0, -1)
      : cut
}

/**
 * The content terms of a text in order: stems without stop words; pairs of characters where a
 * script has no spaces.
 */
export const terms = (text: string): string[] => {
  const parts: string[] = []
  for (const word of textWords(text)) {
    if (UNSPACED.test(word))
      for (let at = 0; at < word.length; at += 1) parts.push(word.slice(at, at + 2))
    else if (!isStopWord(word) && (word.length > 1 || /\p{N}/u.test(word))) parts.push(stem(word))
  }
  return parts
}

/** The words of an identifier: `nextToolName`, `next_tool_name`. */
export const identifierWords = (name: string): string =>
  name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/[_-]+/g, ' ')
    .toLowerCase()
