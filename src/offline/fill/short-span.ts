import { amounts } from '../text/amounts.ts'
import { datesIn } from '../text/dates.ts'
import { namesIn, personsIn } from '../text/names.ts'
import { stem, terms, textWords } from '../text/words.ts'
import { ranked } from '../variation.ts'
import { boundNumber } from './bound-number.ts'

const isInQuestion = (span: string, question: ReadonlySet<string>): boolean =>
  terms(span).every((term) => question.has(term))

const MONTH =
  'January|February|March|April|May|June|July|August|September|October|November|December'
const DAY = '(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day'
const WHEN: readonly RegExp[] = [
  new RegExp(
    `\\b(?:\\d{1,2}(?:st|nd|rd|th)? (?:of )?(?:${MONTH})|(?:${MONTH}) \\d{1,2}(?:st|nd|rd|th)?)\\b(?:,? \\d{4})?`,
  ),
  /\b\d{1,2}[:.]\d\d(?:\s?[ap]\.?m\b)?|\b\d{1,2}\s?[ap]\.?m\b|\b\d{1,2} o['’]clock/i,
  new RegExp(`\\b(?:${MONTH}|[Ss]pring|[Ss]ummer|[Aa]utumn|[Ww]inter) \\d{4}\\b`),
  /\b(?:1[0-9]|20)\d\d\b/,
  new RegExp(
    `\\b(?:(?:every|each|next|last|on) )?${DAY}s?\\b(?: (?:morning|afternoon|evening|night))?`,
  ),
  new RegExp(`\\b(?:${MONTH})\\b`),
  /\bat \d{1,2}(?: in the (?:morning|afternoon|evening)| at night)?\b/,
  /\b(?:in|at|during|after|before|until|since) (?:the )?(?:(?:early|late|next|last|following) )?(?:morning|noon|afternoon|evening|night|midnight|spring|summer|autumn|winter|weekend|week|month|year)\b/,
  /\b(?:today|tomorrow|yesterday|tonight|\p{L}+ (?:days?|weeks?|months?|years?) ago)\b/u,
]

const firstOf = (
  sentence: string,
  shapes: readonly RegExp[],
  queryTerms: ReadonlySet<string>,
): string | undefined =>
  shapes
    .flatMap((shape) =>
      [...sentence.matchAll(new RegExp(shape.source, `g${shape.flags.replace('g', '')}`))].map(
        (match) => match[0],
      ),
    )
    .find((span) => !isInQuestion(span, queryTerms))

const when = (
  sentence: string,
  queryTerms: ReadonlySet<string>,
  question: string,
): string | undefined => {
  if (/^(?:at )?what time\b/i.test(question))
    return firstOf(sentence, [WHEN[1]!, WHEN[6]!], queryTerms)?.replace(/^at /, '')
  if (/^(?:in )?(?:what|which) year\b/i.test(question)) return WHEN[3]!.exec(sentence)?.[0]
  const date = datesIn(sentence).find(({ written }) => /\d{4}/.test(written))?.written
  return date ?? firstOf(sentence, WHEN, queryTerms)?.replace(/^(?:at|on) /, '')
}

const PLACE =
  /\b(?:in|at|on|under|underneath|near|behind|inside|outside|above|below|next to|opposite|beside|between|into|to|from|beneath|over|through|across from|in front of)\s+[^,.;:!?]{2,60}/gi
const PLACE_ENDS =
  /\s+(?:and|but|which|who|that|where|when|while|until|since|because|after|before|during|for|with|by|every|each|on \d|at \d|in \d|from \d|on \p{Lu}\p{Ll}+day|in (?:January|February|March|April|May|June|July|August|September|October|November|December)|as an?)\b[\s\S]*$/u

const where = (sentence: string, queryTerms: ReadonlySet<string>): string | undefined => {
  const spans = [...sentence.matchAll(PLACE)].map((match) =>
    match[0].replace(PLACE_ENDS, '').trim(),
  )
  const places = spans.filter(
    (span) =>
      !isInQuestion(span, queryTerms) &&
      !/^\S+\s+(?:the )?(?:\d|morning|afternoon|evening|price|order|time)/i.test(span) &&
      !WHEN.slice(3, 6).some((shape) => shape.test(span)),
  )
  const place = places[0]
  return place && /^(?:in|at|to|from|into)\s+\p{Lu}/u.test(place)
    ? place.replace(/^\S+\s+/, '')
    : place
}

const UNIT =
  /^(?:[ -]?(?:%|percent|°C?|euros?|dollars?|pounds?|francs?|[€$£]|[A-Z]{3}\b|km\/h|mph|km|cm|mm|kg|mg|g|m|ml|l|(?:square )?(?:kilomet(?:re|er)s?|met(?:re|er)s?|miles?|feet|foot|inches|yards)|hours?|minutes?|seconds?|days?|nights?|weeks?|months?|years?|degrees|litres?|liters?|grams?|kilos?|tons?|tonnes?|people|persons|stars?|million|billion|thousand)(?![\p{L}]))(?: (?:euros?|dollars?|pounds?))?/u

const withUnit = (sentence: string, start: number, end: number): string =>
  `${sentence.slice(start, end)}${UNIT.exec(sentence.slice(end))?.[0] ?? ''}`.trim()

const howMuch = (question: string, sentence: string): string | undefined => {
  const counts = /^how many\b/i.test(question)
  const thing = /^how many ([\p{L}-]+(?: [\p{L}-]+)?)/iu.exec(question)?.[1] ?? question
  const match =
    boundNumber(sentence, { name: thing, around: question })?.amount ??
    boundNumber(sentence, { name: question })?.amount ??
    amounts(sentence)[0]
  if (!match) return undefined
  return counts && !/^(?:kilomet|met|miles|hours|minutes|days|euros|dollars)/.test(thing)
    ? sentence.slice(match.start, match.end).trim()
    : withUnit(sentence, match.start, match.end)
}

const IS =
  /\b(?:is|are|was|were|will be|amounts? to|costs?|equals?|means?|became|lies?)\b|[:=](?=\s)/i
const LEAD = /^(?:now|currently|about|only|still|also|called|named|known as)\s+/i

/** What `the budget is` is followed by, or what stands before `is the budget`. */
const what = (
  question: string,
  sentence: string,
  queryTerms: ReadonlySet<string>,
): string | undefined => {
  const match = IS.exec(sentence)
  if (!match) return undefined
  const subject = sentence.slice(0, match.index)
  const rest = sentence.slice(match.index + match[0].length).replace(/[.!?]+$/, '')
  const subjectAsked = terms(subject).some((term) => queryTerms.has(term))
  const restAsked = terms(rest.split(/[,;]/)[0] ?? '').some((term) => queryTerms.has(term))
  if (
    !/^(?:what|which)\b(?:'s|’s| is| are| was| were|[\p{L} ]+ (?:is|are|was|were))/iu.test(question)
  )
    return undefined
  if (restAsked && !subjectAsked && subject.trim()) return subject.trim()
  return subjectAsked && rest.trim()
    ? rest
        .split(/[;]|,\s+(?:but|and|which|who|so|because)\b|\s+(?:but|because|until|which)\s/)[0]
        ?.trim()
        .replace(LEAD, '')
    : undefined
}

const why = (sentence: string): string | undefined =>
  /\b((?:because|since|due to|as a result of|so that|in order to|thanks to)\b[^.;]*)/i
    .exec(sentence)?.[1]
    ?.trim()

/** Who: a person that the question does not hold, else what stands before the verb. */
const who = (sentence: string, queryTerms: ReadonlySet<string>): string | undefined => {
  const persons = personsIn(sentence).filter((person) => !isInQuestion(person, queryTerms))
  const verb = new Set(queryTerms)
  const near = ranked(persons, (person) => {
    const next = textWords(sentence.slice(sentence.indexOf(person) + person.length)).slice(0, 4)
    return next.some((word) => verb.has(stem(word)))
      ? 1
      : /\bby\s+(?:the\s+\p{L}+\s+)?$/u.test(sentence.slice(0, sentence.indexOf(person)))
        ? 2
        : 0
  })
  if (near[0]) return near[0]
  const agent = /\bby\s+((?:the |an? )?[^,.;]{2,40})/.exec(sentence)?.[1]
  if (agent && !isInQuestion(agent, queryTerms))
    return agent.replace(/\s+(?:in|on|at|for|and|who|which)\b.*$/, '')
  const names = namesIn(sentence)
    .map(({ text }) => text)
    .filter((name) => !isInQuestion(name, queryTerms))
  if (names[0]) return names[0]
  const subject =
    /^(.{2,50}?)\s+(?:is|was|were|are|will|has|have|can|must|should|\p{L}+(?:ed|s))\b/u.exec(
      sentence,
    )?.[1]
  return subject && !isInQuestion(subject, queryTerms)
    ? subject.replace(/^\p{L}/u, (letter) => letter)
    : undefined
}

/**
 * The part of a sentence that answers: what the first words of the question ask for. Undefined
 * where it does not show.
 */
export const answerSpan = (question: string, sentence: string): string | undefined => {
  const queryTerms = new Set(terms(question))
  const first = question.trim()
  if (
    /^(?:when|(?:at |in |on )?(?:what|which) (?:year|date|day|time|month)|until when|since when)\b/i.test(
      first,
    )
  )
    return when(sentence, queryTerms, first)
  if (
    /^how (?:many|much|long|old|far|tall|high|wide|deep|big|large|heavy|fast|hot|cold)\b/i.test(
      first,
    )
  )
    return howMuch(first, sentence)
  if (/^(?:who|whom|whose)\b/i.test(first)) return who(sentence, queryTerms)
  if (
    /^where\b|^(?:in |at |to |from )?(?:which|what) (?:city|country|town|place|room|street)\b/i.test(
      first,
    )
  )
    return where(sentence, queryTerms)
  if (/^why\b/i.test(first)) return why(sentence)
  return /^(?:what|which)\b/i.test(first) ? what(first, sentence, queryTerms) : undefined
}

/**
 * The part of a sentence that a short answer is; where the question's words do not show which, a
 * name that the question does not hold already.
 */
export const shortSpan = (question: string, sentence: string): string => {
  const queryTerms = new Set(terms(question))
  const span = answerSpan(question, sentence)
  if (span) return span
  const names =
    sentence.match(
      /(?:\p{Lu}[\p{L}\p{N}.'’-]*|\d[\p{L}\p{N}.]*)(?:\s{1,2}(?:(?:of|the|de|von|van|and)\s)?(?:\p{Lu}[\p{L}\p{N}.'’-]*))*/gu,
    ) ?? []
  const fresh = names
    .map((name) => name.replace(/[.,]$/, ''))
    .filter((name) => !isInQuestion(name, queryTerms) && terms(name).length > 0)
  return (
    ranked(
      fresh,
      (name) =>
        Math.min(3, textWords(name).length) -
        (sentence.startsWith(name) && textWords(name).length === 1 ? 1 : 0),
    )[0] ?? sentence
  )
}
