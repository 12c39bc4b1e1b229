const opening = /<(think|thinking|thought|reasoning)>|\[THINK\]/gi
const closing = /<\/(think|thinking|thought|reasoning)>|\[\/THINK\]/gi

const tagName = (match: RegExpExecArray): string => (match[1] ?? 'think').toLowerCase()

/** The text after the model's reasoning. Undefined if the reasoning does not end. */
export interface Spoken {
  readonly text: string | undefined
  /** The removed reasoning. */
  readonly thought: string
}

/** Whether the reasoning mentions a field, so that a missing field may be lost in it. */
export const speaksOf = (thought: string, { name }: { readonly name: string }): boolean =>
  thought.toLowerCase().includes(name.toLowerCase())

/**
 * Removes a model's reasoning before its answer: everything before the last closing tag. A pair of
 * tags that opens after the start of the answer is text, and so are tags that are fields. A text
 * with unclosed reasoning has no answer.
 */
export const spoken = (
  text: string,
  answerStart: (text: string) => number,
  isField: (name: string) => boolean,
): Spoken => {
  const isTag = (match: RegExpExecArray) => !isField(tagName(match))
  const opened = [...text.matchAll(opening)].filter(isTag)
  const closed = [...text.matchAll(closing)].filter(isTag)
  const begin = closed.length ? answerStart(text) : -1
  const last = unpaired(opened, closed, begin).at(-1)
  if (last)
    return { text: text.slice(last.index + last[0].length), thought: text.slice(0, last.index) }
  const [first] = opened
  return {
    text:
      first && first.index === text.length - text.trimStart().length && !closed.length
        ? undefined
        : text,
    thought: '',
  }
}

/** The closing tags without an opening tag inside the answer. */
const unpaired = (
  opened: readonly RegExpExecArray[],
  closed: readonly RegExpExecArray[],
  begin: number,
): RegExpExecArray[] => {
  if (begin < 0) return [...closed]
  const within = opened.filter(({ index }) => index > begin)
  let [opens, closes] = [0, 0]
  return closed.filter(({ index }) => {
    while (opens < within.length && within[opens]!.index < index) opens++
    const isPaired = opens > closes
    if (index > begin) closes++
    return !isPaired
  })
}

/** A text value without its leading reasoning. */
export const withoutThought = (text: string): string => {
  const [whole] = /^\s*<(think|thinking|thought|reasoning)>[\s\S]*?<\/\1>/i.exec(text) ?? []
  return whole === undefined ? text : text.slice(whole.length)
}
