import type { Kind } from '../task.ts'

const NUMBER = '(-?\\d+(?:\\.\\d+)?(?:e[+-]?\\d+)?)'

const stated = (text: string, words: string, unit = ''): number | undefined => {
  const match = new RegExp(`\\b${words} ${NUMBER}${unit}(?![\\w.])`, 'i').exec(text)
  return match ? Number(match[1]) : undefined
}

const present = (limits: Readonly<Record<string, number | undefined>>): Partial<Kind> =>
  Object.fromEntries(Object.entries(limits).filter(([, limit]) => limit !== undefined))

const patternIn = (text: string): Pick<Kind, 'pattern'> => {
  const match = /(?:^|, )matching \/(.*)\/([a-z]*)(?=, formatted as |$)/s.exec(text)
  return match ? { pattern: { source: match[1] ?? '', flags: match[2] ?? '' } } : {}
}

/**
 * The limits that a prompt states in words: `at least 3 characters, at most 40 characters, matching
 * /^[a-z]+$/`, `greater than 0`, `at most 3 items`.
 */
export const limitsIn = (text: string, type: Kind['type']): Partial<Kind> => {
  if (type === 'list')
    return present({
      minItems: stated(text, 'at least', ' items?'),
      maxItems: stated(text, 'at most', ' items?'),
    })
  if (type === 'integer' || type === 'number')
    return present({
      minimum: stated(text, 'at least'),
      maximum: stated(text, 'at most'),
      above: stated(text, 'greater than'),
      below: stated(text, 'less than'),
    })
  if (type !== 'string') return {}
  const lengths = {
    minLength: stated(text, 'at least', ' characters?'),
    maxLength: stated(text, 'at most', ' characters?'),
  }
  const format = /formatted as ([\w-]+)$/.exec(text)?.[1]
  return { ...present(lengths), ...patternIn(text), ...(format ? { format } : {}) }
}
