const opening = /<(think|thinking|thought|reasoning)>|\[THINK\]/gi
const closing = /<\/(think|thinking|thought|reasoning)>|\[\/THINK\]/gi

const tagName = (match: RegExpExecArray): string => (match[1] ?? 'think').toLowerCase()

/** What a text says once the model has thought. Undefined where the thought does not end. */
export interface Spoken {
  readonly text: string | undefined
  /** What was taken off. */
  readonly thought: string
}

/** Whether a thought speaks of a field: then the field that the answer lacks may have been lost in it. */
export const speaksOf = (thought: string, { name }: { readonly name: string }): boolean =>
  thought.toLowerCase().includes(name.toLowerCase())

/**
 * Takes off what a model thought before it answered: all in front of the last tag that closes a thought. A pair of tags that opens behind the begin
 * of the answer is text, and so are tags that are fields. A text that opens with a thought and does not close it has no answer.
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

/** The closing tags that belong to none that was opened within the answer. */
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

/** A text value without the thought that it opens with. */
export const withoutThought = (text: string): string => {
  const [whole] = /^\s*<(think|thinking|thought|reasoning)>[\s\S]*?<\/\1>/i.exec(text) ?? []
  return whole === undefined ? text : text.slice(whole.length)
}
