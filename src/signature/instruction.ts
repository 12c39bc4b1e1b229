import type { Fields } from '../type/field.ts'

const quoted = (fields: Fields) =>
  Object.keys(fields)
    .map((name) => `\`${name}\``)
    .join(', ')

/** What a signature without instructions of its own says. */
export const defaultInstructions = ({ input, output }: { readonly input: Fields; readonly output: Fields }): string => {
  const given = Object.keys(input).length ? `Given the fields ${quoted(input)}, ` : ''
  const wanted = Object.keys(output).length ? `produce the fields ${quoted(output)}.` : 'produce no fields.'
  return given ? given + wanted : `P${wanted.slice(1)}`
}

/** Takes the common indentation off a multi-line text, and the blank lines around it. */
export const dedent = (text: string): string => {
  const lines = text.split('\n')
  const indents = lines
    .slice(1)
    .filter((line) => line.trim())
    .map((line) => line.length - line.trimStart().length)
  const indent = indents.length ? Math.min(...indents) : 0
  return [lines[0]!.trimStart(), ...lines.slice(1).map((line) => line.slice(Math.min(indent, line.length - line.trimStart().length)))].join('\n').trim()
}
