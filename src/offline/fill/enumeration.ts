import { identifierWords, stem, textWords } from '../text/words.ts'

/** Units and small words between a quantity and its thing: `250 g of`. */
const QUANTITY =
  /^(?:(?:about|approx\.?|ca\.?|some|a few|several|a pinch of|a bit of|a handful of|plenty of)\s+)?(?:\d+(?:[.,/]\d+)?|½|¼|¾|\d+\s?[½¼¾]|an?|one|two|three|four|five|six|seven|eight|nine|ten|twelve)\s?(?:x|×)?\s*(?:(?:kg|g|mg|ml|cl|dl|l|lbs?|oz|cups?|tbsp|tsp|tablespoons?|teaspoons?|litres?|liters?|grams?|kilos?|pounds?|ounces?|cans?|tins?|jars?|bottles?|packs?|packets?|pieces?|slices?|cloves?|bunch(?:es)?|pinch(?:es)?|handfuls?|sticks?|pints?|loaf|loaves|boxes|box|bags?|pairs?)\.?\s+)?(?:of\s+)?/i
const TRAILING = /,?\s+(?:x\s?)?\d+\s?(?:pcs|pieces|x)?\.?$|\s*\([^()]{0,60}\)$/i

const EDGES = /^[\s,;:.–—-]+|[\s,;:.!?–—-]+$/g

/** An item without its quantity: `250 g red lentils` is `red lentils`. */
export const withoutQuantity = (item: string): string =>
  item
    .replace(/^an?\s/i, '')
    .replace(
      /\d/.test(item) ||
        /^(?:a|an|some|one|two|three|four|five|six|seven|eight|nine|ten)\b/i.test(item)
        ? QUANTITY
        : /^$/,
      '',
    )
    .replace(TRAILING, '')
    .trim()

/** The items of `A, B and C`. A semicolon separates before a comma does. */
export const itemsOf = (text: string): string[] => {
  const separator = text.includes(';')
    ? /;\s*(?:and\s+)?/
    : /,\s*(?:and\s+|or\s+|&\s+)?|\s+(?:and|or|&|as well as|plus)\s+/
  return text
    .split(separator)
    .map((item) => item.replace(EDGES, '').trim())
    .filter(Boolean)
}

/** An enumeration in a sentence, with the words that lead to it. */
export interface Enumeration {
  readonly before: string
  readonly items: readonly string[]
}

const MOST_ITEM_WORDS = 4

/**
 * The words of an item that belong to it at the end of a clause, at most four: `rose bushes` of `we
 * planted rose bushes`.
 */
const lastWords = (text: string): { readonly before: string; readonly item: string } => {
  const marker =
    /^(.*(?:\b(?:is|are|was|were|be|include|includes|included|including|contains?|has|have|had|with|of|in|to|from|sells?|sold|buy|bought|needs?|need|speaks?|speak|offers?|serves?|grows?|plays?|likes?|brings?|bring|visited|visit|uses?|use|knows?|know|like|such as|namely|between|through|via|at|for|by|on)\b|:))\s*(.+)$/is.exec(
      text,
    )
  if (marker)
    return {
      before: marker[1] ?? '',
      item: (marker[2] ?? '').replace(/^(?:the|both|either|all)\s+/i, ''),
    }
  const parts = text.split(/\s+/)
  return { before: parts.slice(0, -1).join(' '), item: parts.at(-1) ?? '' }
}

/**
 * The counted-up things of a sentence: two or more items between commas, `and` and `or`, the last
 * of which ends the clause.
 */
export const enumerationIn = (sentence: string): Enumeration | undefined => {
  const parts = itemsOf(sentence.replace(/[.!?]+$/, ''))
  if (parts.length < 2 || !/,|\band\b|\bor\b|&|;/.test(sentence)) return undefined
  const { before, item } = lastWords(parts[0] ?? '')
  const rest = parts.slice(1)
  const end = rest.findIndex((part) => textWords(part).length > MOST_ITEM_WORDS)
  const tail = end < 0 ? rest : rest.slice(0, end)
  return tail.length ? { before, items: [item, ...tail] } : undefined
}

/** The stems of a field's name, which a label or the words before an enumeration have. */
export const nameStems = (name: string): string[] =>
  textWords(identifierWords(name))
    .filter((word) => !/^(?:list|of|all|the|names?|items?)$/.test(word))
    .map(stem)
