/** Text as answers are compared: lower case, without punctuation, English articles and doubled spaces. As in SQuAD's evaluation, but on whole letters: `año` keeps its `an`. */
export const normalizeText = (text: string): string =>
  text
    .normalize('NFC')
    .toLowerCase()
    .replace(/[\p{P}\p{S}]/gu, '')
    .replace(/(?<![\p{L}\p{M}\p{N}_])(a|an|the)(?![\p{L}\p{M}\p{N}_])/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim()

export const words = (text: string): string[] => normalizeText(text).split(' ').filter(Boolean)
