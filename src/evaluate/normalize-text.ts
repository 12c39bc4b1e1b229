const spaced = (text: string): string => text.replace(/\s+/g, ' ').trim()
const folded = (text: string): string => spaced(text.normalize('NFC').toLowerCase())

/** A comma that groups thousands: 1,234,567. */
const grouped = /(?<![\d.,])\d{1,3}(?:,\d{3})+(?![\d,])/g
const dash = /[−–](?=[\p{Sc}.]?\d)/gu
/** A symbol that distinguishes one value from another, in the group, or any other symbol. */
const signs = new RegExp(
  [
    // Mathematics, money, shares: < >= + € %.
    String.raw`((?![|~])[\p{Sm}\p{Sc}%‰]`,
    // C#, #5.
    String.raw`(?<=[\p{L}\p{N}])#|#(?=\d)`,
    // A minus sign before a number, or after a grade or a blood group: -5, -€5, B-.
    String.raw`(?<![\p{L}\p{N}])-(?=[\p{Sc}.]?\d)|(?<=(?<![\p{L}\p{N}])\p{L}{1,2})-(?![\p{L}\p{N}])`,
    // Inside a number: 3.5, 12:30, 2026-01-31, 1/2, .5.
    String.raw`(?<=\d)[.,:/-](?=\d)|(?<![\p{L}\p{N}])\.(?=\d))`,
    String.raw`[\p{P}\p{S}]`,
  ].join('|'),
  'gu',
)

const withoutSigns = (text: string): string =>
  spaced(
    text
      .replace(grouped, (number) => number.replaceAll(',', ''))
      .replace(dash, '-')
      .replace(signs, (_, meant: string | undefined) => meant ?? ''),
  )
const withoutArticles = (text: string): string =>
  spaced(text.replace(/(?<![\p{L}\p{M}\p{N}_])(a|an|the)(?![\p{L}\p{M}\p{N}_+-])/gu, ' '))

const once = (text: string): string => {
  const lower = folded(text)
  const plain = withoutSigns(lower)
  return withoutArticles(plain) || plain || lower
}

/**
 * Normalizes text to compare answers: lowercase, without punctuation, English articles, double
 * spaces and commas between thousands. Like SQuAD's evaluation, but on whole letters (`año` keeps
 * its `an`). Symbols that distinguish values stay (`-5`, `3.5`, `€5`, `<18`, `C++`, `B-`), and
 * nothing is removed if no text would remain: `A` and `The`, `+` and `-` are different answers.
 */
export const normalizeText = (text: string): string => {
  let before = text
  // Removing a symbol may join others, so repeat until nothing changes.
  for (let after = once(before); ; after = once(before)) {
    if (after === before) return after
    before = after
  }
}

/**
 * The words of a text to compare answers by, without articles and punctuation, even if nothing else
 * remains.
 */
export const normalizedWords = (text: string): string[] =>
  withoutArticles(withoutSigns(folded(text)))
    .split(' ')
    .filter(Boolean)
