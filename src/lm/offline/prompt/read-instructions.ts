const dedent = (text: string): string =>
  text
    .split('\n')
    .map((line) => line.trim())
    .join('\n')
    .trim()

const OBJECTIVE = /(?:your objective is|specific instructions|your task is|instructions?|objective|task)\s*:\s*/gi

/**
 * The task's own instructions in a system prompt: what follows «your objective is:» (or «instructions:», «task:»), up to the end.
 * A system prompt that lists no fields is instruction as a whole.
 */
export const readInstructions = (system: string, listsFields: boolean): string => {
  if (!listsFields) return dedent(system)
  let start = -1
  for (const match of system.matchAll(OBJECTIVE)) {
    start = match.index + match[0].length
    if (/objective|specific|task is/i.test(match[0])) break
  }
  if (start >= 0) return dedent(system.slice(start))
  return dedent(system.split(/^.*\b(?:inputs?|outputs?)\b[^\n]*:\s*$/im)[0] ?? '')
}
