import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { appLimits } from '../../src/text/limits.ts'

const source = readFileSync(resolve(import.meta.dirname, '../../src/text/limits.ts'), 'utf8')
const member = /\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\n\s*readonly (\w+): number/g
const group = /export const (\w+)Limits = Object\.freeze\(\{([\s\S]*?)\n\}\)/g
const constant = /\/\*\*((?:(?!\*\/)[\s\S])*?)\*\/\n\s*(\w+): ([\d_]+),/g

const words = (comment: string) =>
  comment
    .replaceAll(/\s*\n\s*\*?\s*/g, ' ')
    .replace(/ Default:? [\d,_]+\.\s*$/, '')
    .trim()
const shown = (value: number | undefined) => value?.toLocaleString('en-US')

/** Each limit that an app may set, with its default and what the source says about it. */
export const limitTable = (): string => {
  const defaults: Readonly<Record<string, number>> = { ...appLimits }
  const rows = [...source.matchAll(member)].map(
    ([, comment = '', name = '']) =>
      `| \`${name}\` | ${shown(defaults[name])} | ${words(comment)} |`,
  )
  return ['| limit | default | meaning |', '|---|---|---|', ...rows].join('\n')
}

/** Each limit that is set elsewhere or fixed, by what it belongs to. */
export const otherLimitTable = (): string => {
  const rows = [...source.matchAll(group)].flatMap(([, owner = '', members = '']) =>
    [...members.matchAll(constant)].map(
      ([, comment = '', name = '', value = '']) =>
        `| ${owner} | \`${name}\` | ${shown(Number(value.replaceAll('_', '')))} | ${words(comment)} |`,
    ),
  )
  return ['| of | limit | default | meaning |', '|---|---|---|---|', ...rows].join('\n')
}
