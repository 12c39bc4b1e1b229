import { identifierWords } from '../text/words.ts'
import { arithmeticAnswer } from './arithmetic.ts'
import { cannotOf } from './cannot.ts'
import { classify, taughtLabels } from './classify.ts'
import { pickKeywords } from './keywords.ts'
import { answerQuestion, NO_ANSWER } from './question.ts'
import { reflectField } from './reflect.ts'
import { demoValues, type Filled, type FillRequest, mainInput, questionOf } from './request.ts'
import { copySpan } from './span.ts'
import { summarize } from './summary.ts'

const SUMMARY =
  /\b(?:summar(?:y|ies|i[sz]e[sd]?|i[sz]ing|i[sz]ation)|abstract|tl;?dr|gist|synopsis|digest|overview|condense)\b/i
const ANSWER = /\b(?:answer|response|reply|result|text|output|solution|conclusion)\b/i
const KEYWORDS = /\b(?:key[ -]?words?|key[ -]?phrases?|tags?)\b/i

const answer = (request: FillRequest, question: string): Filled => {
  const questionText = request.task.query[question] ?? ''
  const reply = answerQuestion(request, question)
  if (reply.value !== NO_ANSWER || Object.keys(request.task.query).length > 1) return reply
  const number = /\d/.test(questionText) ? arithmeticAnswer(questionText) : undefined
  return number === undefined
    ? reply
    : {
        value: String(number),
        evidence: `calculated from: ${questionText.slice(0, 100)}`,
        confidence: 0.5,
      }
}

/**
 * What the field itself says, else, where it is the only output that is not reasoning, what the
 * instructions say.
 */
const about = (request: FillRequest): { readonly own: string; readonly all: string } => {
  const own = `${identifierWords(request.field.name)} ${request.field.description}`
  const answers = request.task.outputs.filter(
    (field) => !/^(?:reasoning|rationale|thought)$/.test(field.name),
  )
  return { own, all: answers.length <= 1 ? `${own} ${request.task.instructions}` : own }
}

/** A string is never left empty: readers of answers take an empty one for a missing one. */
const NO_TEXT: Filled = { value: 'The input holds no text.', confidence: 0.1 }

export const fillText = (request: FillRequest): Filled => {
  const filled = chooseText(request)
  return typeof filled.value === 'string' && !filled.value.trim() ? NO_TEXT : filled
}

/**
 * Fills a string: a plain sentence where it asks for what cannot be done; an instruction learned
 * from feedback, a summary, a label that demonstrations or rules teach, an answer, keywords, else a
 * span of the input.
 */
const chooseText = (request: FillRequest): Filled => {
  const reflected = reflectField(request)
  if (reflected) return reflected
  const cannot = cannotOf(request)
  if (cannot) return cannot
  const { own, all } = about(request)
  if (SUMMARY.test(own)) return summarize(request)
  const labels = taughtLabels(request)
  if (labels) return classify(request, labels)
  const question = questionOf(request.task.query)
  if (question && (ANSWER.test(own) || !SUMMARY.test(all))) return answer(request, question)
  if (KEYWORDS.test(own)) {
    const picked = pickKeywords(request)
    return {
      ...picked,
      value: Array.isArray(picked.value) ? picked.value.join(', ') : picked.value,
    }
  }
  const copiesLongText = demoValues(request).some(
    ({ value, input }) => value.length > 60 && mainInput(input).length > 2 * value.length,
  )
  return SUMMARY.test(all) || copiesLongText ? summarize(request) : copySpan(request)
}
