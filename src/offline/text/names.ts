/** A run of capitalized words. */
export interface Name {
  readonly text: string
  readonly start: number
  readonly end: number
}

const RUN =
  /(?<![\p{L}\p{N}])\p{Lu}[\p{L}\p{N}'’-]{0,40}\.?(?:[ \u00a0](?:(?:of|de|da|di|von|van|der|den|la|le|du|&|y|bin) )?\p{Lu}[\p{L}\p{N}'’-]*\.?){0,7}/gu

const TITLE =
  /^(?:Mr|Mrs|Ms|Miss|Dr|Prof|Professor|Sir|Lady|Herr|Frau|Madame|Monsieur|Captain|President)\.?\s/
const COMPANY =
  /\b(?:GmbH|AG|KG|UG|Ltd|Limited|Inc|LLC|LLP|PLC|plc|Corp|Corporation|Company|Co|S\.?A|SARL|SAS|S\.?p\.?A|B\.?V|N\.?V|Oy|AB|ApS|Pty|Group|Holdings?|& Sons|& Co)\b\.?/
const MONTH =
  'January|February|March|April|May|June|July|August|September|October|November|December'
const DAY = 'Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday'
const TIME = new RegExp(
  `^(?:${MONTH}|${DAY}|Today|Tomorrow|Yesterday|Spring|Summer|Autumn|Winter)$`,
)
/** Words that start sentences and headings and do not belong to a name. */
const OPENERS = new Set(
  `The A An This That These Those It We I You He She They Our My Your His Her Its Their In On At To From By For With Of And But Or If When While After Before Since As No Not All Some Many Both Each Every There Here What Who Where Which How Why Please Hello Hi Dear Thanks Thank Kind Best Regards Yours Sincerely Contact Call Present Absent Date Time Subject Name Today Yesterday Tomorrow Then Also However Yes New Our Is Are Was Were Do Does Did Can Could Will Would May Should Must Have Has Had Let Welcome Minutes Agenda Invoice Bill Total Total: Attendees Participants Author Speaker Order`.split(
    /\s+/,
  ),
)
/** The last words of names that are not persons. */
const THING =
  /^(?:Street|St|Road|Rd|Lane|Avenue|Ave|Square|Way|Quay|Drive|Park|Bridge|River|Lake|Hill|Mountain|Island|Sea|Ocean|Bay|Hotel|Hostel|Inn|Cafe|Café|Restaurant|Bar|Library|Museum|School|University|College|Academy|Institute|Hospital|Clinic|Church|Theatre|Theater|Station|Airport|Building|Room|Hall|Tower|House|Centre|Center|Office|Department|Committee|Council|Board|Team|Club|Society|Association|Union|Bank|Court|Ministry|Agency|Times|News|Day|Week|Festival|Conference|Summit|Prize|Award|Project|Act|Road|Catering|Tools|Supplies|Services|Solutions|Systems|Software|Studio|Studios|Labs|Media|Foods|Bakery|Books|Shop|Store|Market|Farm|Garden|Gardens|Wood|Forest|Number|No|Pro|Plus|[A-Z]|\d+)$/

/** A run without the words before the name that only begin a sentence. */
const withoutOpener = ({ text, start, end }: Name): Name => {
  const space = text.indexOf(' ')
  const first = space < 0 ? text : text.slice(0, space)
  if (!OPENERS.has(first.replace(/\.$/, ''))) return { text, start, end }
  return space < 0
    ? { text: '', start: end, end }
    : withoutOpener({ text: text.slice(space + 1), start: start + space + 1, end })
}

const withoutDot = ({ text, start, end }: Name): Name =>
  text.endsWith('.') && !/\b\p{Lu}\.$/u.test(text)
    ? { text: text.slice(0, -1), start, end: end - 1 }
    : { text, start, end }

/**
 * The capitalized runs of a text, in order, without months, days of the week and words that only
 * open a sentence.
 */
export const namesIn = (text: string): Name[] =>
  [...text.matchAll(RUN)]
    .flatMap((match) => splitAtStops(match[0], match.index))
    .map(withoutOpener)
    .map(withoutDot)
    .filter(({ text: name }) => name.length > 1 && !TIME.test(name))

/** A full stop after a whole word ends a name: `in Linz. We`. */
const splitAtStops = (text: string, start: number): Name[] => {
  const names: Name[] = []
  let from = 0
  for (const match of text.matchAll(/(?<=\p{Ll}{2})\. /gu)) {
    if (TITLE.test(`${text.slice(from, match.index).split(' ').at(-1)} `)) continue
    names.push({
      text: text.slice(from, match.index),
      start: start + from,
      end: start + match.index,
    })
    from = match.index + match[0].length
  }
  names.push({ text: text.slice(from), start: start + from, end: start + text.length })
  return names
}

export const isCompany = (name: string): boolean => COMPANY.test(name)

/**
 * Whether a run is likely a person: a title before it, or two to four words of which the last is
 * not a street, house or firm.
 */
export const isPerson = (name: string): boolean => {
  if (TITLE.test(name)) return true
  const words = name.split(' ')
  if (
    words.length < 2 ||
    words.length > 4 ||
    isCompany(name) ||
    name.includes('&') ||
    /\d/.test(name)
  )
    return false
  return (
    words.every(
      (word) =>
        !TIME.test(word) &&
        /^(?:\p{Lu}[\p{L}'’-]*\p{Ll}[\p{L}'’-]*|\p{Lu}\.?|de|da|di|von|van|der|den|la|le|du|bin)$/u.test(
          word,
        ),
    ) && !THING.test(words.at(-1) ?? '')
  )
}

/** The persons of a text in order, each once. */
export const personsIn = (text: string): string[] => [
  ...new Set(namesIn(text).flatMap(({ text: name }) => (isPerson(name) ? [name] : []))),
]

const BEFORE_PLACE =
  /(?:\b(?:in|at|to|from|near|via|through|towards?|between|left|leaving|reach(?:ed|es|ing)?|visit(?:ed|s|ing)?|for|around|outside|arrived? (?:in|at)|via)|,)\s+(?:the\s+)?$/i
const BETWEEN_PLACES =
  /^(?:,|,? and|,? or|,? &|,? then| to| via)\s+(?:(?:in|to|from|near|via|through)\s+)?$/

/**
 * The places of a text in order, each once: runs after `in`, `from`, `reached` and the like, and
 * those that are counted up with one.
 */
export const placesIn = (text: string): string[] => {
  const names = namesIn(text).filter(
    ({ text: name }) => !isPerson(name) && !/\d|^\p{L}$/u.test(name),
  )
  const places = new Set<string>()
  let last: Name | undefined
  for (const name of names) {
    const before = text.slice(Math.max(0, name.start - 40), name.start)
    const joined = last !== undefined && BETWEEN_PLACES.test(text.slice(last.end, name.start))
    const led = BEFORE_PLACE.test(before) && !/,\s+$/.test(before)
    if (led || joined) places.add(name.text)
    last = led || joined ? name : undefined
  }
  return [...places]
}
