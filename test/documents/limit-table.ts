import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { callerLimits } from '../../src/action/limits.ts'

const source = readFileSync(resolve(import.meta.dirname, '../../src/action/limits.ts'), 'utf8')
const member = /\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\n\s*readonly (\w+): number/g

/** Each limit of a call, with its default and what the source says about it. */
export const limitTable = (): string => {
  const defaults: Readonly<Record<string, number>> = { ...callerLimits() }
  const rows = [...source.matchAll(member)].map(([, comment = '', name = '']) => {
    const meaning = comment
      .replaceAll(/\s*\n\s*\*?\s*/g, ' ')
      .replace(/ Default:? [\d,_]+\.\s*$/, '')
      .trim()
    return `| \`${name}\` | ${defaults[name]?.toLocaleString('en-US')} | ${meaning} |`
  })
  return ['| limit | default | meaning |', '|---|---|---|', ...rows].join('\n')
}
