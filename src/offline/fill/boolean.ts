import { identifierWords } from '../text/words.ts'
import { classify, taughtLabels } from './classify.ts'
import { cueOf } from './cues.ts'
import { labeledValues } from './labeled.ts'
import {
  contextOf,
  type Filled,
  type FillRequest,
  inputText,
  questionOf,
  saidOf,
} from './request.ts'
import { firing, parseRules, ruleInputs } from './rule.ts'
import { yesNo } from './yes-no.ts'

const TRUE = /^(?:true|yes|1)$/i
const SUREST = 0.9

/** How much of a question, and of a field's name, a sentence must speak of. */
const QUESTION_ENOUGH = 0.62
const NAME_ENOUGH = 0.5

const NOT_SAID: Filled = {
  value: false,
  absent: true,
  evidence: 'nothing in the input says so',
  confidence: 0.3,
}

const PREFIX = /^(?:is|has|have|should|can|does|do|did|was|are|mentions|contains|wants)\b/

const LABELLED = /^(true|yes|y|1|x|✓|ja|oui|sí)\b|^(false|no|n|0|none|nein|non)\b/i

/** What the input states under the field's label as yes or no. */
const labeled = (request: FillRequest): Filled | undefined => {
  for (const value of labeledValues(request)) {
    const match = LABELLED.exec(value)
    if (match) return { value: match[1] !== undefined, evidence: value, confidence: SUREST }
  }
  return undefined
}

/**
 * The questions that a field asks: the input that asks, else the field's name, its description, and
 * what the instructions ask.
 */
const asks = (
  request: FillRequest,
): readonly { readonly question: string; readonly enough: number }[] => {
  const question = questionOf(request.task.query)
  if (question && Object.keys(request.task.query).length > 1)
    return [{ question: request.task.query[question] ?? '', enough: QUESTION_ENOUGH }]
  const instructed =
    /\b(?:whether|if)\s+([^.\n]{3,200})/i.exec(request.task.instructions)?.[1] ??
    /([^.\n?]{3,200})\?/.exec(request.task.instructions)?.[1] ??
    ''
  return [
    { question: identifierWords(request.field.name).replace(PREFIX, ''), enough: NAME_ENOUGH },
    { question: request.field.description, enough: NAME_ENOUGH },
    { question: instructed, enough: NAME_ENOUGH },
  ].filter(({ question: text }) => text.trim())
}

/**
 * Fills a boolean: a rule of the instruction, else the nearest demonstrations, else what the input
 * says to the question that another input asks, or to the field's name and description read as one;
 * else words that a text of the field's kind has (spam, urgent). Nothing found is false, or null
 * where null may be.
 */
export const fillBoolean = (request: FillRequest): Filled => {
  const rules = parseRules(saidOf(request))
  const [rule] = (rules.length ? firing(rules, ruleInputs(request.task.query)) : []).filter(
    (candidate) => /^(?:true|false|yes|no)$/i.test(candidate.answer),
  )
  if (rule)
    return {
      value: TRUE.test(rule.answer),
      evidence: `the instruction says that "${rule.term}" means ${rule.answer}`,
      confidence: 0.95,
    }
  const labels = taughtLabels(request)
  if (labels) {
    const choice = classify(request, labels)
    return { ...choice, value: TRUE.test(String(choice.value)) }
  }
  const own = labeled(request)
  if (own) return own
  const cue = cueOf(
    identifierWords(request.field.name).replace(PREFIX, '').trim(),
    inputText(request.task.query),
  )
  if (cue && (cue.strong || cue.count > 1))
    return { value: true, evidence: `it says "${cue.evidence}"`, confidence: 0.7 }
  for (const { question, enough } of asks(request)) {
    const verdict = yesNo(question, contextOf(request.task.query), enough)
    if (verdict)
      return {
        value: verdict.value,
        evidence: verdict.evidence,
        confidence: Math.min(SUREST, verdict.share),
      }
  }
  return NOT_SAID
}
