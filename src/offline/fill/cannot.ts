import { identifierWords } from '../text/words.ts'
import { asLanguage } from './cues.ts'
import { demoValues, type Filled, type FillRequest, questionOf } from './request.ts'

interface Deed {
  /** In the name of an output. */
  readonly name: RegExp
  /** In an instruction, after which a sentence begins. */
  readonly verb: RegExp
  readonly says: string
}

const DEEDS: readonly Deed[] = [
  { name: /\btranslat(?:ion|ions|ed)\b/, verb: /^(?:translate|localize)\b/i, says: 'translate' },
  {
    name: /\b(?:corrected|correction|corrections|proofread|grammar)\b/,
    verb: /^(?:correct|proofread|(?:fix|check)\b.*\b(?:grammar|spelling|mistakes|errors))\b/i,
    says: 'correct texts',
  },
  {
    name: /\b(?:rewritten|rewrite|rephrased?|paraphrased?|paraphrase|polite|formal|informal|friendly|friendlier|simplified|reworded|polished|anonymized|restated)\b/,
    verb: /^(?:rewrite|rephrase|paraphrase|reword|simplify|polish|restate|anonymize|(?:make|turn|put|convert|change)\b.*\b(?:polite|formal|informal|friendly|friendlier|simpler|professional|passive|active))\b/i,
    says: 'rewrite texts',
  },
  {
    name: /\b(?:joke|jokes|pun|riddle)\b/,
    verb: /^(?:tell|write|make up|invent)\b.*\b(?:joke|jokes|pun|riddle)\b/i,
    says: 'make up jokes',
  },
  {
    name: /\b(?:poem|haiku|limerick|story|song|lyrics|essay|slogan|speech|dialogue|tagline|tweet|blog post|advertisement|letter|draft)\b/,
    verb: /^(?:write|compose|draft|create|generate|invent|make up)\b.*\b(?:poem|haiku|limerick|story|song|lyrics|essay|slogan|speech|dialogue|tagline|tweet|post|advertisement|letter|email|e-mail|article|description|message|text)\b/i,
    says: 'write texts of its own',
  },
  {
    name: /\b(?:greeting|reply|response email|email body|answer email)\b/,
    verb: /^(?:greet|welcome|reply|respond to|answer the (?:e-?mail|letter|message|customer|review))\b/i,
    says: 'write letters or greetings',
  },
  {
    name: /\b(?:sql|python|javascript|typescript|regex|source code|code snippet|cypher|bash)\b/,
    verb: /^(?:write|generate|implement|convert|create)\b.*\b(?:sql|code|function|program|script|regex|regular expression|python|javascript|query)\b/i,
    says: 'write code',
  },
  {
    name: /\b(?:advice|opinion|plan|strategy|hypothesis)\b/,
    verb: /^(?:explain|prove|argue|plan|advise|imagine|predict the future|brainstorm|discuss|debate|reason)\b/i,
    says: 'reason',
  },
]

const instructedSentences = (instructions: string): string[] =>
  instructions
    .slice(0, 4000)
    .split(/(?<=[.!?:])\s+|\n/)
    .map((sentence) => sentence.replace(/^[\s>*-]+|^(?:please|kindly|now|then)\s+/gi, ''))

const isOnly = (request: FillRequest): boolean =>
  request.task.outputs.filter(
    (field) => !/^(?:reasoning|rationale|thought|confidence)$/.test(field.name),
  ).length <= 1

/** `english -> german`: an output that is named after a language holds a translation. */
const isTranslation = (name: string): boolean =>
  asLanguage(name.replace(/\b(?:text|translation|version|sentence|in|to)\b/g, '').trim()) !==
    undefined && name.length > 2

const refusal = (says: string): Filled => {
  const sentence = `The offline model does not ${says}.`
  return { value: sentence, evidence: sentence, confidence: 0 }
}

const CASES: readonly (readonly [RegExp, (text: string) => string])[] = [
  [/\b(?:upper ?case|uppercased|capitals|all caps)\b/i, (text) => text.toUpperCase()],
  [/\b(?:lower ?case|lowercased)\b/i, (text) => text.toLowerCase()],
]

const recased = (request: FillRequest, own: string): Filled | undefined => {
  const change = CASES.find(([name]) => name.test(own))?.[1]
  const [text, ...others] = Object.values(request.task.query)
  return change && text !== undefined && !others.length
    ? { value: change(text), evidence: 'the letters of the input, changed', confidence: 0.9 }
    : undefined
}

/**
 * What the offline model says of a field that asks for what it cannot do, such as a translation, a
 * reply or code: a plain sentence, and not the input again. Undefined for other fields, where
 * demonstrations show what to do, and where a question is to be answered.
 */
export const cannotOf = (request: FillRequest): Filled | undefined => {
  if (demoValues(request).length) return undefined
  const own = identifierWords(request.field.name)
  const cased = recased(request, own)
  if (cased) return cased
  if (isTranslation(own)) return refusal('translate')
  const sentences = isOnly(request) ? instructedSentences(request.task.instructions) : []
  const deed =
    DEEDS.find(({ name }) => name.test(own)) ??
    DEEDS.find((candidate) => sentences.some((sentence) => candidate.verb.test(sentence)))
  const answers =
    questionOf(request.task.query) !== undefined && Object.keys(request.task.query).length > 1
  if (!deed || (answers && /\b(?:reply|response|answer)\b/.test(own))) return undefined
  return refusal(deed.says)
}
