const signs = [
  '"',
  "'",
  '`',
  '```',
  '[',
  ']',
  '{',
  '}',
  '(',
  ',',
  ':',
  '.',
  '-',
  '- ',
  '\\',
  '#',
  '*',
  '<',
  '>',
  '</',
  '&',
  '//',
]
const words = [
  ' ',
  '\n',
  '\n\n',
  '\t',
  '[[ ## ',
  ' ## ]]',
  '<item>',
  '<think>',
  '</think>',
  'null',
  'x',
  'Note: ',
  '0',
]

/** What slips into answers: parts of markup and of JSON, blanks, signs, words. */
export const snippets = [...signs, ...words]

/** A reply with one thing wrong in it, and where that is. */
export interface Disturbed {
  readonly text: string
  readonly how: string
  /** The first and the last place of the reply that it touches. */
  readonly from: number
  readonly to: number
}

export const cuts = (reply: string): string[] =>
  Array.from({ length: reply.length }, (_, at) => reply.slice(0, at))

const changesAt = (reply: string, at: number): Disturbed[] => {
  const [before, sign, after] = [reply.slice(0, at), reply[at] ?? '', reply.slice(at + 1)]
  const inserted = snippets.map((snippet) => ({
    text: before + snippet + sign + after,
    how: `insert ${JSON.stringify(snippet)}`,
    from: at,
    to: at,
  }))
  if (!sign) return inserted
  const changed = {
    delete: before + after,
    double: before + sign + sign + after,
    'replace by x': `${before}x${after}`,
    'replace by a space': `${before} ${after}`,
  }
  return [
    ...inserted,
    ...Object.entries(changed).map(([how, text]) => ({ text, how, from: at, to: at + 1 })),
  ]
}

/** Every snippet at every place, and every character deleted, doubled and replaced. */
export const disturbances = (reply: string): Disturbed[] =>
  Array.from({ length: reply.length + 1 }, (_, at) => changesAt(reply, at)).flat()
