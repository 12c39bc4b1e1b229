import type { Prediction } from '../../signature/signature.ts'
import type { Metric } from '../example.ts'
import { asText, expectedValue, valueOf } from './expected-value.ts'
import { words } from './normalize-text.ts'

/** Words, their signs apart: `5` stands in a passage that says `$5`, and `$5` does not stand in one that says `€5`. */
const parts = (text: string): string[] => words(text).flatMap((word) => word.split(/([\p{Sm}\p{Sc}%‰#])/u).filter(Boolean))

const contains = (passage: readonly string[], answer: readonly string[]): boolean =>
  answer.length > 0 && passage.some((_, start) => answer.every((word, offset) => passage[start + offset] === word))

const passageText = (passage: unknown): string => {
  const text = typeof passage === 'object' && passage !== null ? (passage as { text?: unknown }).text : undefined
  return typeof text === 'string' ? text : asText(passage)
}

/**
 * 1 where some passage of the field holds the expected answer (or one of several) as whole words, as in DPR's retrieval accuracy; else 0.
 * `answer` names the expected field, `passages` the predicted list of texts or of `{ text }`.
 */
export const passageMatch =
  <S>(answer: keyof Prediction<S> & string, passages: keyof Prediction<S> & string): Metric<S> =>
  (example, prediction) => {
    const wanted = expectedValue('passageMatch', answer, example.expected)
    const answers = (Array.isArray(wanted) ? wanted : [wanted]).map((one) => parts(asText(one)))
    const found = valueOf(prediction, passages)
    const texts = (Array.isArray(found) ? found : [found]).map((passage) => parts(passageText(passage)))
    if (answers.some((one) => texts.some((text) => contains(text, one)))) return 1
    return { score: 0, feedback: `none of the ${texts.length} passages holds ${JSON.stringify(wanted)}` }
  }
