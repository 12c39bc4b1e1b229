/** Text as answers are compared: lower case, without accents' composition, punctuation, English articles and doubled spaces. As in SQuAD's evaluation. */
export const normalizeText = (text: string): string =>
  text
    .normalize('NFD')
    .toLowerCase()
    .replace(/[\p{P}\p{S}]/gu, '')
    .replace(/\b(a|an|the)\b/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()

export const words = (text: string): string[] => normalizeText(text).split(' ').filter(Boolean)
