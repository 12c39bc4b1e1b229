import { identifierWords } from '../text/words.ts'
import type { Filled } from './request.ts'

export const REASONING = /^(?:reasoning|rationale|thoughts?|next_?thought|explanation|analysis|chain_?of_?thought)$/i

export const CONFIDENCE = /confidence|certainty|probability/i

const shown = (value: unknown): string => {
  const text = Array.isArray(value) ? value.join(', ') : String(value)
  return text.length > 60 ? `${text.slice(0, 60)}…` : text
}

/** Names what the other fields rest on: for each its evidence, quoted from the prompt. */
export const explain = (filled: ReadonlyMap<string, Filled>): string => {
  const said = [...filled].filter(([name, item]) => !CONFIDENCE.test(name) && !(Array.isArray(item.value) && !item.value.length))
  const parts = said.map(([name, item]) => {
    const evidence = item.evidence?.replace(/\s+/g, ' ').slice(0, 200)
    return evidence
      ? `For the ${identifierWords(name)}: ${evidence}${/[.!?]$/.test(evidence) ? '' : '.'}`
      : `The ${identifierWords(name)} is ${shown(item.value)}.`
  })
  return parts.join(' ') || 'There is nothing to decide.'
}
