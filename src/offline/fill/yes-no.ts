import { amounts } from '../text/amounts.ts'
import { documentOf } from '../text/document.ts'
import { relation, root, type Token, tokensOf } from '../text/opposites.ts'
import { ranked } from '../variation.ts'
import { boundNumber } from './bound-number.ts'

/** Whether a text says that something is so, and where; undefined where it does not say. */
export interface YesNo {
  readonly value: boolean
  readonly evidence: string
  /** The share of what was asked that the evidence speaks of. */
  readonly share: number
}

/** Words that any matter may be asked with, and say little of it. */
const LIGHT = new Set(
  'bring take get have use make go do find offer provide come see serve give happen mention say exist contain whether true false text input passage document person anyone anybody someone somebody everyone customer user author writer sender guest tell state possible currently really still already ever please'
    .split(' ')
    .map(root),
)
const MODAL = /^(?:may|can|could)$/i

/** Kinds of which a thing has one: another of the same kind says that it is not so. */
const KINDS: readonly RegExp[] = [
  /^\d[\d.,:]*$/,
  /^(?:january|february|march|april|may|june|july|august|september|october|november|december)$/i,
  /^(?:mon|tues|wednes|thurs|fri|satur|sun)days?$/i,
  /^(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|ground|top)$/i,
  /^(?:red|green|blue|yellow|black|white|brown|grey|gray|orange|purple|pink|silver|gold)$/i,
  /^(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty)$/i,
  /^(?:morning|noon|afternoon|evening|night|midnight)$/i,
  /^(?:north|south|east|west)(?:ern)?$/i,
  /^(?:daily|weekly|monthly|yearly|annually)$/i,
]

interface Weighed {
  readonly token: Token
  readonly weight: number
}

/** What is said of a thing comes after the thing, and weighs a little more. */
const LATER = 0.05

/** What is asked: its words that say something, those that the text has nowhere heavier. */
const weigh = (question: string, everywhere: readonly Token[]): Weighed[] => {
  const byRoot = new Map(everywhere.map((token) => [token.root, token]))
  const sided = new Set(everywhere.flatMap(({ sides }) => sides.map(({ notion }) => notion)))
  return tokensOf(question)
    .filter((token) => !token.empty && !MODAL.test(token.word))
    .map((token, at) => {
      if (LIGHT.has(token.root)) return { token, weight: 0.3 }
      return {
        token,
        weight:
          LATER * at +
          (byRoot.has(token.root) || token.sides.some(({ notion }) => sided.has(notion)) ? 1 : 1.5),
      }
    })
}

const CLAUSE =
  /[,;:()—–]\s+|\s+-\s+|\s+(?=(?:but|while|although|though|whereas|however|because|unless|nor)\b)|\s+and\s+(?=(?:is|are|was|were|has|have|had|can|may|will|would|does|do|did|must|should|the|there|they|it|he|she|we|you|i|no|not|\p{L}+(?<!s)(?:ains|ides|ers|ves|eds|ows|ires))\b)/iu

interface Read {
  readonly text: string
  readonly clauses: readonly (readonly Token[])[]
}

const readSentence = (text: string): Read => ({
  text,
  clauses: text
    .split(CLAUSE)
    .map(tokensOf)
    .filter((clause) => clause.length > 0),
})

const matchIn = (clause: readonly Token[], token: Token): Token | undefined =>
  clause.find((candidate) => candidate.root === token.root) ??
  clause.find((candidate) => relation(candidate, token) !== 0)

const weightOf = (demand: readonly Weighed[], tokens: readonly Token[]): number =>
  demand.reduce((sum, { token, weight }) => sum + (matchIn(tokens, token) ? weight : 0), 0)

/**
 * Whether a sentence states another thing of the kind that is asked for: another month, another
 * number.
 */
const differs = (demand: readonly Weighed[], tokens: readonly Token[]): boolean =>
  demand.some(({ token }) => {
    const kind = KINDS.find((candidate) => candidate.test(token.word))
    return (
      kind !== undefined &&
      !tokens.some((other) => other.root === token.root) &&
      tokens.some((other) => kind.test(other.word))
    )
  })

const denials = (tokens: readonly Token[], matched: ReadonlySet<Token>): number =>
  tokens.filter((token) => token.denies && !matched.has(token)).length

/** Whether a clause says what is asked, its denials and opposites counted. */
const affirms = (
  clause: readonly Token[],
  demand: readonly Weighed[],
  question: readonly Token[],
): boolean => {
  const matched = new Set<Token>()
  let sign = 1
  const modal = question.some((token) => MODAL.test(token.word))
    ? question.filter((token) => MODAL.test(token.word))
    : []
  for (const token of [...demand.map((item) => item.token), ...modal]) {
    const own = matchIn(clause, token)
    if (!own || matched.has(own)) continue
    const how = relation(own, token)
    if (MODAL.test(token.word) && how > 0) continue
    matched.add(own)
    sign *= how
  }
  const asksDenial = question
    .slice(1)
    .filter((token) => token.denies && !clause.some((own) => own.root === token.root)).length
  return sign > 0 === ((denials(clause, matched) + asksDenial) % 2 === 0)
}

const COMPARISON =
  /\b(more|fewer|less|over|under|above|below|at least|at most|before|after|older|younger|longer|shorter|higher|lower|cheaper|later|earlier)(?: than)?\s+(?=\D{0,3}\d)/i
const UPWARD = /^(?:more|over|above|at least|after|older|longer|higher|later)$/i

/**
 * A comparison with a number, `more than 10 rooms`, decided by the text's own number of the thing.
 */
const compare = (question: string, sentences: readonly string[]): YesNo | undefined => {
  const match = COMPARISON.exec(question)
  const limit = match && amounts(question.slice(match.index))[0]
  if (!match || !limit) return undefined
  const how = match[1] ?? ''
  const bare =
    question.slice(0, match.index) +
    question.slice(match.index + match[0].length).replace(/^\S+/, '')
  const name = /^(?:before|after)$/i.test(how) ? `year ${bare}` : bare
  for (const sentence of ranked(sentences, (text) => weightOf(weigh(bare, []), tokensOf(text)))) {
    const number = boundNumber(sentence, { name, around: bare })
    if (!number) continue
    const { value } = number.amount
    const equal = /at least|at most/i.test(how) && value === limit.value
    return {
      value: equal || (UPWARD.test(how) ? value > limit.value : value < limit.value),
      evidence: sentence,
      share: 0.8,
    }
  }
  return undefined
}

/** What of the question the sentence before, or the text elsewhere, speaks of counts in part. */
const NEAR = 0.6
const ELSEWHERE = 0.4

const shareOf = (
  demand: readonly Weighed[],
  own: readonly Token[],
  near: readonly Token[],
  everywhere: readonly Token[],
): number => {
  const total = demand.reduce((sum, { weight }) => sum + weight, 0) || 1
  const part = ({ token, weight }: Weighed) =>
    weight *
    (matchIn(own, token)
      ? 1
      : matchIn(near, token)
        ? NEAR
        : everywhere.some((other) => other.root === token.root)
          ? ELSEWHERE
          : 0)
  return demand.reduce((sum, item) => sum + part(item), 0) / total
}

/** What a clause gains that speaks of the first thing asked about. */
const FIRST = 0.25
const MOST_SENTENCES = 5000

/**
 * Answers a yes-or-no question from a text: the sentence that speaks of most of what is asked, and
 * in it the clause that does. Words are compared by their stems and by pairs of opposites (working
 * and out of order); denials of the clause and of the question turn the answer round; another
 * number, month or color than the one asked for says no. Undefined where no sentence speaks of as
 * much as `enough`.
 */
export const yesNo = (question: string, text: string, enough: number): YesNo | undefined => {
  const sentences = documentOf(text)
    .sentences.slice(0, MOST_SENTENCES)
    .map((sentence) => sentence.text)
  const compared = compare(question, sentences)
  if (compared) return compared
  const own = sentences.map(tokensOf)
  const everywhere = [...new Map(own.flat().map((token) => [token.root, token])).values()]
  const demand = weigh(question, everywhere)
  if (!demand.length) return undefined
  const scored = sentences.map((sentence, at) => ({
    sentence,
    at,
    held: weightOf(demand, own[at] ?? []),
    share: shareOf(demand, own[at] ?? [], own[at - 1] ?? [], everywhere),
  }))
  const [best] = ranked(scored, ({ held: weight, share }) => weight + share)
  if (!best || best.held <= 0 || best.share < enough) return undefined
  const [first] = demand
  const [clause = []] = ranked(
    readSentence(best.sentence).clauses,
    (tokens) => weightOf(demand, tokens) + (first && matchIn(tokens, first.token) ? FIRST : 0),
  )
  const value = !differs(demand, own[best.at] ?? []) && affirms(clause, demand, tokensOf(question))
  return { value, evidence: best.sentence, share: best.share }
}
