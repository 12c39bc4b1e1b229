import { stem, textWords } from '../text/words.ts'

/**
 * A learned rule: where an input mentions the term, the answer is the label. `field` empty means
 * any input.
 */
export interface Rule {
  readonly field: string
  readonly term: string
  readonly answer: string
}

const GRAMMAR =
  /\bif the ([\p{L}_][\p{L}\p{N}_ -]{0,40}?) (?:mentions|contains|includes|says|has)(?: the (?:word|words|term|phrase))? ["“'‘`]([^"”'’`\n]+)["”'’`],? (?:then )?(?:answer|label it|choose|return|use|the answer is|say)(?: with)? ["“'‘`]([^"”\n]+?)["”'’`](?=[\s.,;)]|$)/giu

/** The rules an instruction states as `If the <field> mentions "k", answer "L".` */
export const parseRules = (instructions: string): Rule[] =>
  [...instructions.matchAll(GRAMMAR)].map((match) => ({
    field: (match[1] ?? '').trim(),
    term: (match[2] ?? '').trim(),
    answer: (match[3] ?? '').trim(),
  }))

export const writeRule = (rule: Rule): string =>
  `If the ${rule.field} mentions "${rule.term}", answer "${rule.answer}".`

/** A text's words as stems, framed by spaces, so that a phrase is found by its whole words. */
export const stemmed = (text: string): string => ` ${textWords(text).map(stem).join(' ')} `

/**
 * The rules whose term is in the input, given as the stems of each input by name and of all
 * together under the empty name.
 */
export const firing = (rules: readonly Rule[], inputs: ReadonlyMap<string, string>): Rule[] =>
  rules.filter((rule) => {
    const term = stemmed(rule.term)
    return term.trim() !== '' && (inputs.get(rule.field) ?? inputs.get('') ?? '').includes(term)
  })

export const ruleInputs = (query: Readonly<Record<string, string>>): Map<string, string> => {
  const inputs = new Map(Object.entries(query).map(([name, value]) => [name, stemmed(value)]))
  return inputs.set('', [...inputs.values()].join(' '))
}
