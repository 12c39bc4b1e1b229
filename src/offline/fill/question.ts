import { countWords } from '../text/words.ts'
import { passagesOf } from './passages.ts'
import { askedCount, demoValues, type Filled, type FillRequest, median, saidOf } from './request.ts'
import { search } from './search.ts'
import { answerSpan, shortSpan } from './short-span.ts'
import { yesNo } from './yes-no.ts'

export const NO_ANSWER = "I don't know."

const wantsShort = (request: FillRequest): boolean => {
  const demos = demoValues(request).map(({ value }) => countWords(value))
  const limit = askedCount(saidOf(request), 'words?')
  return demos.length
    ? median(demos) <= 6
    : (limit?.count ?? 99) <= 6 ||
        /\b(short (?:answer|factoid)|factoid|only the (?:name|answer|value)|a (?:name|single word|few words))\b/i.test(
          saidOf(request),
        )
}

/** Below this share of the question's weight nothing in the context is an answer. */
const ENOUGH = 0.34

const ENOUGH_TO_DECIDE = 0.62
const SUREST = 0.95
/** A question that yes or no answers. */
const POLAR =
  /^\s*(?:is|are|was|were|do|does|did|can|could|may|might|must|will|would|shall|should|has|have|had|isn't|aren't|doesn't|don't|didn't|wasn't|weren't)\b/i

const refusal = (request: FillRequest): string => {
  const quoted =
    /(?:say|answer|reply|respond|write)[^."“\n]{0,40}["“]([^"”\n]*(?:know|not|no |unknown|cannot)[^"”\n]*)["”]/i.exec(
      saidOf(request),
    )
  return (
    quoted?.[1] ??
    demoValues(request).find(({ value }) =>
      /\b(?:don't know|do not know|not (?:stated|mentioned|in the)|unknown|no answer)\b/i.test(
        value,
      ),
    )?.value ??
    NO_ANSWER
  )
}

/**
 * Answers a question from the other inputs: the sentence that holds most of the question's terms,
 * weighted by rarity, with a bonus for holding a date, a quantity or a name where the question asks
 * for one; whole sentences go before titles and fragments. Words that only ask (say, tell, the
 * posts) do not count, and of «about X and Y» one is enough. Less than a third of the question
 * found: "I don't know." Short where asked or shown; a line of text is the part of the sentence
 * that answers (who, when, where, how many, what), or yes or no.
 */
export const answerQuestion = (request: FillRequest, questionName: string): Filled => {
  const question = request.task.query[questionName] ?? ''
  const context = Object.entries(request.task.query).filter(
    ([name, value]) => name !== questionName && value.trim(),
  )
  const passages = context.flatMap(([, value]) => passagesOf(value))
  const hits = search(question, passages, request).filter(({ share }) => share >= ENOUGH)
  const [best] = hits
  const decided =
    POLAR.test(question) && request.field.kind.line
      ? yesNo(question, context.map(([, value]) => value).join('\n\n'), ENOUGH_TO_DECIDE)
      : undefined
  if (decided)
    return {
      value: decided.value ? 'Yes' : 'No',
      evidence: decided.evidence,
      confidence: Math.min(SUREST, decided.share),
    }
  if (!best)
    return {
      value: refusal(request),
      absent: true,
      evidence: 'no sentence of the input holds enough of the question',
      confidence: 0.1,
    }
  const span =
    request.field.kind.line && !demoValues(request).length
      ? answerSpan(question, best.text)
      : undefined
  if (span) return { value: span, evidence: best.text, confidence: Math.min(SUREST, best.share) }
  if (wantsShort(request))
    return {
      value: shortSpan(question, best.text),
      evidence: best.text,
      confidence: Math.min(SUREST, best.share),
    }
  const demand = askedCount(saidOf(request), 'sentences?')?.count ?? 1
  const text = hits
    .slice(0, demand)
    .map((sentence) => sentence.text)
    .join(' ')
  return { value: text, evidence: best.text, confidence: Math.min(SUREST, best.share) }
}

/** The sources of the passages that answer, best first. */
export const citeSources = (request: FillRequest, questionName: string): Filled => {
  const question = request.task.query[questionName] ?? ''
  const context = Object.entries(request.task.query).filter(([name]) => name !== questionName)
  const hits = search(
    question,
    context.flatMap(([, value]) => passagesOf(value)),
    request,
  ).filter((sentence) => sentence.source && sentence.share >= ENOUGH)
  const limit =
    askedCount(saidOf(request), 'sources?|citations?|references?')?.count ??
    request.field.kind.maxItems ??
    2
  const value = [...new Set(hits.map((sentence) => sentence.source))].slice(0, limit)
  return { value, evidence: hits[0]?.text ?? '', confidence: hits[0]?.share ?? 0.1 }
}
