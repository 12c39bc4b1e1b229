import { parseAst } from 'rolldown/parseAst'

/** A `console.log` of a program, and what the comment at its end says that it prints. */
export interface Print {
  readonly line: number
  /** What the comment says; undefined where there is none. `…` stands for any text. */
  readonly claim: string | undefined
}
interface Node {
  readonly type: string
  readonly start: number
  readonly end: number
}
interface Call extends Node {
  readonly callee: Node & {
    readonly object?: { readonly name?: string }
    readonly property?: { readonly name?: string }
  }
}
const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && 'type' in value && 'start' in value
const isPrint = (node: Node): node is Call => {
  const { callee } = node as Call
  return (
    node.type === 'CallExpression' &&
    callee.object?.name === 'console' &&
    callee.property?.name === 'log'
  )
}
const printsOf = (node: Node): Call[] => {
  const below = Object.values(node).flat().filter(isNode).flatMap(printsOf)
  return isPrint(node) ? [node, ...below] : below
}

/** The comment on the last line of the call, and the comment lines directly below it. */
const claimAfter = (text: string): string | undefined => {
  const match = /^[^\n"'`/]*\/\/(.*(?:\n[ \t]*\/\/.*)*)|^[^\n"'`/]*((?:\n[ \t]*\/\/.*)+)/.exec(text)
  const comment = match?.[1] ?? match?.[2]
  return comment?.replaceAll(/\n[ \t]*\/\//g, ' ').trim()
}

/**
 * The prints of a program in the order of their text, and the program with each of them numbered:
 * `globalThis.printed(2)(…)`.
 */
export const instrument = (
  program: string,
): { readonly prints: readonly Print[]; readonly program: string } => {
  const calls = printsOf(parseAst(program, { lang: 'ts' })).toSorted((a, b) => a.start - b.start)
  const prints = calls.map(({ start, end }) => ({
    line: program.slice(0, start).split('\n').length,
    claim: claimAfter(program.slice(end)),
  }))
  const numbered = calls.reduceRight(
    (text, { callee }, index) =>
      `${text.slice(0, callee.start)}globalThis.printed(${index})${text.slice(callee.end)}`,
    program,
  )
  return { prints, program: numbered }
}

/**
 * Loaded before an instrumented program: writes each print as one line of JSON, its number and its
 * text.
 */
export const preload = `import { format } from 'node:util'
globalThis.printed = (index) => (...values) => process.stdout.write(JSON.stringify([index, format(...values)]) + '\\n')
`

const dense = (text: string) => text.replaceAll(/\s/g, '')
const literally = (text: string) => text.replaceAll(/[$()*+.?[\\\]^{|}]/g, String.raw`\$&`)

/**
 * Whether all that a print wrote, in each of its runs, is what its comment says. Comments wrap
 * where they like, so white space does not count.
 */
export const fits = (claim: string, written: string): boolean =>
  new RegExp(`^${dense(claim).split('…').map(literally).join('.*')}$`).test(dense(written))
