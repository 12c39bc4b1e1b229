import { currencyIn } from '../text/amounts.ts'
import { isCompany, isPerson, namesIn, personsIn, placesIn } from '../text/names.ts'
import { stem, textWords } from '../text/words.ts'
import { languageOf } from './cues.ts'

/** Finds the span of a text that is of a kind; undefined where there is none. */
type Find = (text: string, name: string) => string | undefined

const ROLE_BEFORE = 40

/**
 * The person that stands next to a word for what the person is: `the engineer Clara Whitmore`,
 * `Jonas Weber, our friend`, `written by …`.
 */
const personNear: Find = (text, name) => {
  const stems = new Set(
    textWords(name)
      .filter((word) => !/^(?:name|full|of|the|person|first|last)$/.test(word))
      .map(stem),
  )
  for (const { text: person, start, end } of namesIn(text)) {
    if (!isPerson(person)) continue
    const ahead = textWords(
      text
        .slice(Math.max(0, start - ROLE_BEFORE), start)
        .split(/[.;\n]/)
        .at(-1) ?? '',
    ).slice(-3)
    const behind = textWords(text.slice(end, end + ROLE_BEFORE).split(/[.;\n]/)[0] ?? '').slice(
      0,
      5,
    )
    if (
      ahead.some((word) => stems.has(stem(word))) ||
      (/^(?:,|\s*\(|\s+(?:is|was|works)\b)/.test(text.slice(end)) &&
        behind.some((word) => stems.has(stem(word))))
    )
      return person
  }
  return undefined
}

const SIGNED =
  /(?:regards|sincerely|wishes|greetings|thanks|thank you|cheers|yours|grüße|grüßen|love)\s*,?\s*\n*\s*(\p{Lu}[^\n,]{1,40})/iu

const signature: Find = (text) => SIGNED.exec(text)?.[1]?.trim()

const person: Find = (text, name) =>
  personNear(text, name) ??
  (/\bname\b|\bperson\b|\bwho\b|\bspeaker\b|\bauthor\b|\bcustomer\b|\bsender\b/.test(name)
    ? (signature(text, name) ?? personsIn(text)[0])
    : undefined)

const JOB =
  /\b(?:works?|worked|working|employed|job|career|trained|hired|serves|served|serving) as (?:an? |the )?((?:\p{Ll}[\p{Ll}-]*\s?){1,3}?)(?=\s*(?:[,.;:!?\n]|in\b|at\b|for\b|with\b|and\b|who\b|from\b|on\b|since\b|$))/u
const IS_A =
  /\b(?:is|was|became|am) an? ((?:\p{Ll}[\p{Ll}-]*\s)?\p{Ll}+(?:er|or|ist|ian|ant|ent|man|woman|nurse|chef|cook|clerk|pilot|judge|coach|guide|smith|keeper|ess|eer))\b/u
const APPOSED =
  /\p{Lu}\p{L}+, (?:an? |the |our )?((?:\p{Ll}[\p{Ll}-]*\s)?\p{Ll}+(?:er|or|ist|ian|ant|man|woman|nurse|chef|cook|clerk|pilot|judge|coach|guide|smith|eer)),?\s/u

const job: Find = (text) => (JOB.exec(text) ?? IS_A.exec(text) ?? APPOSED.exec(text))?.[1]?.trim()

const LIVES =
  /\b(?:lives?|living|lived|based|born|located|situated|resides?|resident|moved|located|comes?|from|headquartered)\s+(?:in|at|to|from)?\s*(\p{Lu}\p{L}+(?:[ -]\p{Lu}\p{L}+)*)/u
const AFTER_SIGNATURE =
  /(?:regards|sincerely|wishes|thanks|yours)\s*,?\s*\n?\s*\p{Lu}[^\n,]{1,40}(?:,\s*|\n\s*)(\p{Lu}\p{L}+(?:[ -]\p{Lu}\p{L}+)*)\s*$/iu
const POSTAL = /\b\d{4,5} (\p{Lu}\p{L}+(?:[ -]\p{Lu}\p{L}+)*)/u

const place: Find = (text) => {
  const lives = LIVES.exec(text)?.[1]
  return (
    (lives && !isPerson(lives) ? lives : undefined) ??
    placesIn(text)[0] ??
    AFTER_SIGNATURE.exec(text)?.[1] ??
    POSTAL.exec(text)?.[1]
  )
}

const AT_COMPANY =
  /\b(?:works?|worked|working|employed|job|joined|joins|founded|engineer|manager|director|head|ceo|cto) (?:at|for|by|with|of)?\s*(?:the )?(\p{Lu}[\p{L}&.-]*(?: (?:& )?\p{Lu}[\p{L}&.-]*)*)/u

const company: Find = (text) =>
  namesIn(text).find(({ text: name }) => isCompany(name))?.text ??
  AT_COMPANY.exec(text)?.[1]?.replace(/\.$/, '')

const COLOR =
  /\b(?:(?:light|dark|bright|pale|deep) )?(?:red|green|blue|yellow|black|white|brown|gr[ea]y|orange|purple|pink|silver|golden?|beige|turquoise|violet|navy|crimson|teal|cream)\b/i

const ADDRESS =
  /\b(?:\d{1,5}[a-z]? (?:\p{Lu}[\p{L}'’-]+ ){1,3}(?:Street|St|Road|Rd|Lane|Avenue|Ave|Square|Way|Quay|Drive|Place|Court|Boulevard|Terrace)\b\.?|\p{Lu}[\p{L}-]*(?:straße|strasse|weg|platz|gasse|allee|str\.) \d{1,4}[a-z]?)(?:, (?:\d{4,5} )?\p{Lu}\p{L}+)?/u

const language: Find = (text) =>
  languageOf(text)?.replace(/^\p{L}/u, (letter) => letter.toUpperCase())

/**
 * A head line of a letter: the first that is a firm, else the first short line in capitals that
 * states nothing under a label.
 */
const letterHead: Find = (text) => {
  const lines = text
    .split('\n', 60)
    .map((line) => (line.trim().split(/\s{2,}|\t/)[0] ?? '').replace(/^[#*\s]+|[*\s]+$/g, ''))
    .filter((line) => line && line.length < 60 && !/[:.!?]$|^\d/.test(line))
  const firm = lines.find((line) => isCompany(line) && !line.includes(':'))
  return (
    firm ??
    lines
      .slice(0, 3)
      .find(
        (line) =>
          /^\p{Lu}/u.test(line) &&
          !line.includes(':') &&
          !/\b(?:invoice|bill|receipt|statement|order|page|date|number|no)\b/i.test(line) &&
          textWords(line).length <= 6,
      )
  )
}

const ROLES: readonly (readonly [RegExp, Find])[] = [
  [/\bcurrency\b/, (text) => currencyIn(text)],
  [/\blanguage\b/, language],
  [/\bcolou?r\b/, (text) => COLOR.exec(text)?.[0]],
  [/\b(?:vendor|supplier|seller|merchant|issuer|biller)\b/, letterHead],
  [/\b(?:job|occupation|profession|job title)\b/, job],
  [/\b(?:company|organi[sz]ation|employer|firm)\b/, company],
  [/\baddress\b/, (text) => ADDRESS.exec(text)?.[0]],
  [/\b(?:city|town|country|place|location|destination|hometown|village)\b/, place],
  [/^/, person],
]

/**
 * A span of the kind that a field's name speaks of: a person by a role, a job, a place, a firm, a
 * currency, a color.
 */
export const spanOfRole = (text: string, name: string): string | undefined => {
  for (const [about, find] of ROLES) {
    const match = about.test(name) ? find(text.slice(0, 100_000), name) : undefined
    if (match) return match
  }
  return undefined
}
