import { documentOf } from '../text/document.ts'
import { identifierWords, terms } from '../text/words.ts'
import { classify, taughtLabels } from './classify.ts'
import { type FillRequest, type Filled, inputText, saidOf } from './request.ts'
import { firing, parseRules, ruleInputs } from './rule.ts'

const NEGATION = /\b(?:not|no|never|none|without|isn't|aren't|wasn't|don't|doesn't|didn't|won't|can't|cannot|nothing|lacks?|unable|nicht|kein\w*|pas|sin)\b/i
const TRUE = /^(?:true|yes|1)$/i

/**
 * Fills a boolean: a rule of the instruction, else the nearest demonstrations, else whether a sentence of the input holds the content words of the field's
 * name and description; a negation in that sentence turns it round. Nothing found is false.
 */
export const fillBoolean = (request: FillRequest): Filled => {
  const rules = parseRules(saidOf(request))
  const [rule] = (rules.length ? firing(rules, ruleInputs(request.task.query)) : []).filter((candidate) => /^(?:true|false|yes|no)$/i.test(candidate.answer))
  if (rule) return { value: TRUE.test(rule.answer), evidence: `the instruction says that "${rule.term}" means ${rule.answer}`, confidence: 0.95 }
  const labels = taughtLabels(request)
  if (labels) {
    const chosen = classify(request, labels)
    return { ...chosen, value: TRUE.test(String(chosen.value)) }
  }
  const said = `${identifierWords(request.field.name).replace(/^(?:is|has|should|can|does|mentions|contains)\b/, '')} ${request.field.description}`
  const cues = new Set(terms(said).filter((term) => !['whether', 'true', 'false', 'text', 'input', 'mention', 'contain'].includes(term)))
  for (const sentence of documentOf(inputText(request.task.query)).sentences) {
    const cue = sentence.terms.find((term) => cues.has(term))
    if (cue) return { value: !NEGATION.test(sentence.text), evidence: sentence.text, confidence: 0.6 }
  }
  return { value: false, evidence: 'nothing in the input says so', confidence: 0.3 }
}
