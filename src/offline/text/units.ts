/**
 * What a number measures, by the words of a field's name, and how a text writes such a number:
 * after it, before it.
 */
interface Measure {
  readonly name: RegExp
  readonly after?: RegExp
  readonly before?: RegExp
}

/** Each expression looks at what directly follows or precedes the number. */
export const MEASURES: readonly Measure[] = [
  {
    name: /\b(?:age|old|years? old)\b/,
    after: /^[ -]?years?[ -](?:old|of age)/i,
    before: /\b(?:aged?|age of|turned|turns)[ :]*$/i,
  },
  {
    name: /\b(?:area|size|surface|floor ?space|square)\b/,
    after:
      /^ ?(?:square (?:met(?:re|er)s?|feet|foot|km|kilomet(?:re|er)s?)|m²|m2\b|sqm\b|sq\.? ?(?:m|ft)\b|hectares?|acres?)/i,
  },
  {
    name: /\b(?:height|tall|high|altitude|elevation)\b/,
    after: /^ ?(?:m|cm|met(?:re|er)s?|feet|ft|inches)\b(?: (?:tall|high|above))/i,
  },
  {
    name: /\b(?:width|wide|breadth)\b/,
    after: /^ ?(?:m|cm|mm|met(?:re|er)s?|feet|ft|inches)\b(?: (?:wide|broad))/i,
  },
  { name: /\b(?:depth|deep)\b/, after: /^ ?(?:m|cm|met(?:re|er)s?|feet|ft)\b(?: deep)/i },
  {
    name: /\b(?:length|long|distance|far)\b/,
    after:
      /^ ?(?:km|m|cm|mm|kilomet(?:re|er)s?|met(?:re|er)s?|miles?|feet|ft|yards?)\b(?! ?(?:tall|high|wide|deep))/i,
  },
  { name: /\b(?:duration|hours?|time|long|length)\b/, after: /^[ -]?(?:hours?|hrs?|h)\b/i },
  { name: /\b(?:duration|minutes?|time|long)\b/, after: /^[ -]?(?:minutes?|mins?)\b/i },
  {
    name: /\b(?:duration|days?|nights?|weeks?|months?|years?|long)\b/,
    after: /^[ -]?(?:days?|nights?|weeks?|months?|years?)\b(?![ -](?:old|of age))/i,
  },
  {
    name: /\b(?:weight|weighs?|mass|heavy)\b/,
    after: /^ ?(?:kg|g|mg|kilos?|kilograms?|grams?|tons?|tonnes?|lbs?|pounds?|ounces?|oz)\b/i,
  },
  {
    name: /\b(?:temperature|degrees?|hot|cold|warm)\b/,
    after: /^ ?(?:°|degrees?|celsius|fahrenheit)/i,
  },
  {
    name: /\b(?:speed|velocity|fast)\b/,
    after:
      /^ ?(?:km\/h|kmh|mph|knots|m\/s|kilomet(?:re|er)s? (?:per|an) hour|miles (?:per|an) hour)/i,
  },
  {
    name: /\b(?:servings?|portions?|people|persons?|guests?|capacity|seats?)\b/,
    after: /^ (?:people|persons?|guests?|servings?|portions?|seats?|visitors|passengers)\b/i,
    before: /\b(?:serves|for|seats|holds)[ :]*$/i,
  },
  {
    name: /\b(?:population|inhabitants|residents)\b/,
    after: /^ (?:people|inhabitants|residents|souls)\b/i,
    before: /\bpopulation (?:of|is|was)?[ :]*(?:about |around |nearly )?$/i,
  },
  {
    name: /\b(?:rating|stars?|score|grade)\b/,
    after: /^(?:[ -]?stars?\b| ?\/ ?\d| (?:out )?of \d| points?)/i,
    before: /\b(?:rated|rating|score|scored)[ :]*$/i,
  },
  {
    name: /\b(?:volume|capacity|litres?|liters?)\b/,
    after: /^ ?(?:l|ml|cl|litres?|liters?|gallons?)\b/i,
  },
]

/** Names of sums of money. */
export const MONEY =
  /\b(?:total|subtotal|price|amount|costs?|fee|fees|sum|budget|revenue|rent|deposit|salary|wage|pay|payment|fare|fine|tax|vat|balance|income|profit|loss|spend|spending|expenses?|discount|invoice|loan|debt|donation|prize|money|charge|tip|refund|value|worth)\b/

export const PERCENT =
  /\b(?:percent|percentage|rate|share|discount|proportion|interest|growth|increase|decrease)\b/
