import { documentOf } from '../text/document.ts'

const WILL =
  /^(?:.{1,80}?\s)?(?:will|shall|should|must|has to|have to|needs? to|is to|are to|agreed to|promised to|offered to|is going to|are going to)\s+(?:also\s+|then\s+|please\s+)?(?!be\b|not\b|take place\b|have\b)(\p{Ll}[\s\S]{2,200})$/iu
const PLEASE = /^(?:.{0,40}?\b)?please\s+(\p{Ll}[\s\S]{2,200})$/iu
const BOX = /^(?:\[[ x]?\]|TODO:?|Action:?|Task:?)\s*(.{3,200})$/iu
const DEADLINE =
  /,?\s+(?:by|until|before|on|till)\s+(?:the\s+)?(?:\d{1,2}\b|next\b|end of\b|tomorrow\b|today\b|(?:mon|tues|wednes|thurs|fri|satur|sun)day\b|(?:january|february|march|april|may|june|july|august|september|october|november|december)\b)[^,]*$/i

/** A new machine or a meeting does nothing: what follows `will` is a task where persons or a call to do it stand before. */
const task = (sentence: string): string | undefined => {
  const match = BOX.exec(sentence) ?? PLEASE.exec(sentence) ?? WILL.exec(sentence)
  return (
    match?.[1]
      ?.replace(/[.!?]+$/, '')
      .replace(DEADLINE, '')
      .trim() || undefined
  )
}

/** What is to be done, as a text says it: `Mei will ask the town by Friday.` gives `ask the town`. */
export const tasksIn = (text: string): string[] =>
  documentOf(text)
    .sentences.slice(0, 2000)
    .flatMap((sentence) => task(sentence.text) ?? [])
