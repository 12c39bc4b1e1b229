import { identifierWords } from '../text/words.ts'
import type { Task } from '../task.ts'
import { type Filled, inputText } from './request.ts'

export const REASONING = /^(?:reasoning|rationale|thoughts?|next_?thought|explanation|analysis|chain_?of_?thought)$/i

export const CONFIDENCE = /confidence|certainty|probability/i

const LONGEST = 200

const shown = (value: unknown): string => {
  const text = Array.isArray(value) ? value.join(', ') : typeof value === 'object' ? JSON.stringify(value) : String(value)
  return text.length > 60 ? `${text.slice(0, 60)}…` : text
}

const ended = (sentence: string): string => (/[.!?"”]$/.test(sentence) ? sentence : `${sentence}.`)

const because = (name: string, { value, evidence }: Filled, input: string): string => {
  const told = evidence?.replace(/\s+/g, ' ').trim().slice(0, LONGEST)
  const subject = `the ${identifierWords(name)}`
  if (!told) return `The ${identifierWords(name)} is ${shown(value)}.`
  if (told === value && told.startsWith('The offline model')) return told
  return input.includes(told) ? `For ${subject} the input says: ${ended(told)}` : `For ${subject}: ${ended(told)}`
}

/** Names what the other fields rest on: for each what the input says, or how it came about. */
export const explain = (filled: ReadonlyMap<string, Filled>, task: Task): string => {
  const input = inputText(task.query).replace(/\s+/g, ' ')
  const said = [...filled].filter(([name, item]) => !CONFIDENCE.test(name) && !(Array.isArray(item.value) && !item.value.length))
  return said.map(([name, item]) => because(name, item, input)).join(' ') || 'There is nothing to decide.'
}
