/** A number that a text states. */
export interface Amount {
  readonly value: number
  readonly start: number
  readonly end: number
  readonly percent: boolean
  /** The ISO code of the currency next to it. */
  readonly currency: string | undefined
  /** In words, such as `seven`. */
  readonly spelled: boolean
}

const SPELLED: Readonly<Record<string, number>> = Object.fromEntries([
  ...'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty'
    .split(' ')
    .map((word, value) => [word, value] as const),
  ...'thirty forty fifty sixty seventy eighty ninety'
    .split(' ')
    .map((word, tens) => [word, 10 * tens + 30] as const),
  ['dozen', 12],
  ['hundred', 100],
])

const SIGNS: Readonly<Record<string, string>> = {
  $: 'USD',
  '€': 'EUR',
  '£': 'GBP',
  '¥': 'JPY',
  '₹': 'INR',
  us$: 'USD',
}
const CODES =
  'USD|EUR|GBP|CHF|JPY|CNY|INR|CAD|AUD|NZD|SEK|NOK|DKK|PLN|CZK|HUF|BRL|MXN|ZAR|SGD|HKD|KRW|TRY|ILS'
const WORDS: Readonly<Record<string, string>> = {
  dollar: 'USD',
  euro: 'EUR',
  pound: 'GBP',
  yen: 'JPY',
  franc: 'CHF',
  rupee: 'INR',
}

const DIGITS = "\\d{1,3}(?:[,.'’]\\d{3})+(?:[.,]\\d{1,2})?(?!\\d)|\\d{1,15}(?:[.,]\\d{1,10})?"
const AMOUNT = new RegExp(
  `(?<![\\p{L}\\p{N}_:/])(?<![\\p{L}\\p{N}][.-])(?<sign>us\\$|[$€£¥₹]|\\b(?:${CODES})\\b)?[ \\u00a0]?(?<minus>(?<![\\p{L}\\p{N}] )[-−])?(?<digits>${DIGITS})(?![\\d_]|[:/-]\\d)(?:[ \\u00a0]?(?<scale>million|billion|thousand|bn|k|m)\\b(?! ?²))?(?:[ \\u00a0]?(?<unit>%|percent\\b|per cent\\b|[$€£¥₹]|(?:${CODES})\\b|(?:dollar|euro|pound|yen|franc|rupee)s?\\b))?|\\b(?<spelled>(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)-(?:one|two|three|four|five|six|seven|eight|nine)|${Object.keys(SPELLED).join('|')})\\b`,
  'giu',
)

const SCALES: Readonly<Record<string, number>> = {
  thousand: 1e3,
  k: 1e3,
  million: 1e6,
  m: 1,
  billion: 1e9,
  bn: 1e9,
}

/** A number as it is written, with either sign for decimals: `1,234.50`, `1.234,50`, `40,85`. */
const numberOf = (written: string, commaIsDecimal = false): number => {
  const bare = written.replace(/['’]/g, '')
  const [dot, comma] = [bare.lastIndexOf('.'), bare.lastIndexOf(',')]
  const decimal =
    dot >= 0 && comma >= 0
      ? dot > comma
        ? '.'
        : ','
      : comma >= 0
        ? /^\d{1,3}(?:,\d{3})+$/.test(bare)
          ? ''
          : ','
        : dot >= 0
          ? '.'
          : ''
  const thousands =
    decimal === '.' &&
    comma < 0 &&
    (/^\d{1,3}(?:\.\d{3}){2,}$/.test(bare) || (commaIsDecimal && /^\d{1,3}\.\d{3}$/.test(bare)))
  if (thousands || decimal === '') return Number(bare.replace(/[.,]/g, ''))
  return Number(
    decimal === '.' ? bare.replaceAll(',', '') : bare.replaceAll('.', '').replace(',', '.'),
  )
}

const spelledValue = (word: string): number => {
  const lower = word.toLowerCase()
  const [tens = '', ones = ''] = lower.split('-')
  return (SPELLED[tens] ?? 0) + (SPELLED[ones] ?? 0)
}

const currencyOf = (written: string | undefined): string | undefined => {
  if (!written) return undefined
  const lower = written.toLowerCase()
  return (
    SIGNS[lower] ??
    WORDS[lower.replace(/s$/, '')] ??
    (new RegExp(`^(?:${CODES})$`, 'i').test(written) ? written.toUpperCase() : undefined)
  )
}

/**
 * The numbers of a text in order, with their units and currencies. Excludes dates, times, and
 * digits of identifiers.
 */
export const amounts = (text: string): Amount[] => {
  const commaIsDecimal = /\d,\d\d(?!\d)/.test(text) && !/\d\.\d\d(?!\d)/.test(text)
  return [...text.matchAll(AMOUNT)].map((match) => {
    const { sign, minus, digits, scale, unit, spelled } = match.groups ?? {}
    const scaled = SCALES[scale?.toLowerCase() ?? ''] ?? 1
    const size = spelled
      ? spelledValue(spelled)
      : numberOf(digits ?? '', commaIsDecimal || /[€]/.test(`${sign}${unit}`)) * scaled
    return {
      value: minus ? -size : size,
      start: match.index,
      end: match.index + match[0].length,
      percent: /^(?:%|per)/i.test(unit ?? ''),
      currency: currencyOf(sign) ?? currencyOf(unit),
      spelled: spelled !== undefined,
    }
  })
}

/**
 * The currency that a text mentions: the code next to its first sum, or the first code, sign or
 * name.
 */
export const currencyIn = (text: string): string | undefined => {
  const beside = amounts(text).find(({ currency }) => currency)?.currency
  if (beside) return beside
  const match = new RegExp(
    `\\b(${CODES})\\b|([$€£¥₹])|\\b(dollar|euro|pound|yen|franc|rupee)s?\\b`,
  ).exec(text)
  return match ? currencyOf(match[0]) : undefined
}
