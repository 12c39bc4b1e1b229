import { looseJson } from './loose-json.ts'
import type { Loose } from './loose.ts'

const bullet = /^(?:[-–—*•·‣◦]|(\d{1,4})[.)]|\[(\d{1,4})\])\s+(.*)$/

/** Without the delimiters around an item, plain or as prompts show lists of texts. */
const unquoted = (item: string): string => {
  const text = item.trim()
  if (/^«.*»$/s.test(text)) return text.replace(/^«+\s*/, '').replace(/\s*»+$/, '')
  return text.length > 1 && /^(["'`])[^"'`]*\1$/s.test(text) ? text.slice(1, -1) : text
}

/** Another number before a word inside an item: numbering that continued on the same line. */
const numberedWithin = /\s\(?\d{1,3}[.)]\s+\S/

/** The checkbox before each item of a task list. */
const box = /^\[[ xX]\]\s+/

/**
 * The items of a list with bullets, or with lines numbered from 1. An indented line continues its
 * item.
 */
const bulletItems = (lines: readonly string[]): string[] | undefined => {
  const items: string[] = []
  for (const line of lines) {
    const [whole, dotted, bracketed, item = ''] = bullet.exec(line.trim()) ?? []
    const number = dotted ?? bracketed
    if (whole === undefined) {
      if (!items.length || !/^\s{2,}\S/.test(line)) return undefined
      items.push(`${items.pop()} ${line.trim()}`)
    } else if (
      number !== undefined &&
      (Number(number) !== items.length + 1 || numberedWithin.test(item))
    )
      return undefined
    else items.push(item)
  }
  const boxed = items.filter((item) => box.test(item)).length
  if (
    !items.length ||
    (boxed && boxed < items.length) ||
    items.some((item) => !box.test(item) && /^[[{(]/.test(item))
  )
    return undefined
  return items.map((item) => unquoted(item.replace(box, '')))
}

const prose =
  /^(?:no|none|not|nothing|nobody|sorry|unknown|unable|empty|error|n\/a|i|i['’]m|i['’]ve|it|it['’]s|this|that|there|these|those|we|you|they|he|she|please|here|as|and|or|but|so|yes|if|the answer|nil|null|undefined|cannot|can['’]t)(?![\p{L}\p{N}])/iu

/**
 * Whether a text can be an item without bullet or quotes: a name, some words, a number; not a
 * sentence or a part of something in brackets.
 */
const isItem = (text: string): boolean =>
  /^[+-]?[\p{L}\p{N}.][^[\]{}()"«»<>|:;!?\n]*$/u.test(text) &&
  text.split(/\s+/).length <= 4 &&
  !prose.test(text) &&
  !/[.,]$/.test(text) &&
  !/\s(?:and|or|is|are|was|were)\s/i.test(text)

/**
 * The items of a list on one line with commas. A comma between the digits of a number does not
 * separate items, and a line that could be one number is not a list.
 */
const commaItems = (line: string): string[] | undefined => {
  if (/^[+-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?$/.test(line)) return undefined
  const items = line.split(/,\s+|,(?!\d{3}(?:\D|$))|(?<!\d),/)
  return items.every(isItem) && (items.length > 1 || !/\s/.test(line)) ? items : undefined
}

const quotedItems = (line: string): readonly Loose[] | undefined => {
  if (!/^(["']).*\1$/s.test(line)) return undefined
  const json = looseJson(`[${line}]`)
  return 'value' in json && Array.isArray(json.value) ? json.value : undefined
}

/**
 * The items of a text that is not JSON: no items, bullets, lines, or words separated by commas.
 * Undefined if it could be anything else.
 */
export const listedItems = (text: string, ofWords: boolean): readonly Loose[] | undefined => {
  if (/^(?:null|none|n\/a)\.?$/i.test(text)) return []
  const lines = text.split('\n').filter((line) => line.trim())
  const bullets = bulletItems(lines)
  if (bullets || !ofWords) return bullets
  if (lines.length === 1) return quotedItems(text) ?? commaItems(text)
  const items = lines.map((line) => line.trim())
  return items.every((item) => isItem(item) && !item.includes(',')) ? items : undefined
}
