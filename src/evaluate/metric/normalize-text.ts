const spaced = (text: string): string => text.replace(/\s+/g, ' ').trim()
const folded = (text: string): string => spaced(text.normalize('NFC').toLowerCase())
const withoutSigns = (text: string): string => spaced(text.replace(/[\p{P}\p{S}]/gu, ''))
const withoutArticles = (text: string): string => spaced(text.replace(/(?<![\p{L}\p{M}\p{N}_])(a|an|the)(?![\p{L}\p{M}\p{N}_])/gu, ' '))

/**
 * Text as answers are compared: lower case, without punctuation, English articles and doubled spaces. As in SQuAD's evaluation, but on whole letters
 * (`año` keeps its `an`), and what would leave nothing is not left out: `A` and `The`, `+` and `-` are different answers.
 */
export const normalizeText = (text: string): string => {
  const lower = folded(text)
  const plain = withoutSigns(lower)
  return withoutArticles(plain) || plain || lower
}

/** The words of a text as answers are compared by: articles and signs are none, even where there is nothing else. */
export const words = (text: string): string[] =>
  withoutArticles(withoutSigns(folded(text)))
    .split(' ')
    .filter(Boolean)
