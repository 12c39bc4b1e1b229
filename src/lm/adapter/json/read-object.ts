import { fieldNamed, type NamedField } from '../named-field.ts'
import { type Reading, unreadable } from '../layout.ts'
import { readLooseJson } from '../parse/loose-json.ts'
import { type Loose, LooseObject } from '../parse/loose.ts'
import { speaksOf, spoken } from '../parse/reasoning.ts'

interface Found {
  readonly objects: readonly LooseObject[]
  /** What stands behind the last of them. */
  readonly rest: string
  readonly problem?: string
}

/** Brackets of prose: `{placeholders}`, `[1]`. */
const inProse = /[{[][^{}[\]"':]*[}\]]/y
const bracket = /[{}[\]]/g

/** The JSON objects of a text. A bracket that belongs to none of them, nor to prose, shows that one is damaged or cut off. */
const objectsIn = (text: string, isWanted: (value: Loose) => boolean): Found => {
  const objects: LooseObject[] = []
  let end = 0
  bracket.lastIndex = 0
  for (let match = bracket.exec(text); match; match = bracket.exec(text)) {
    const found = match[0] === '{' || match[0] === '[' ? readLooseJson(text, match.index) : { problem: 'a bracket closes nothing' }
    if ('problem' in found) {
      inProse.lastIndex = match.index
      if (!inProse.test(text)) return { objects, rest: '', problem: `the JSON is not well formed: ${found.problem}` }
      bracket.lastIndex = inProse.lastIndex
    } else {
      bracket.lastIndex = found.end
      if (found.value instanceof LooseObject) objects.push(found.value)
      else if (isWanted(found.value)) return { objects, rest: '', problem: 'a list stands where one object belongs' }
      if (found.value instanceof LooseObject && isWanted(found.value)) end = found.end
    }
  }
  return { objects, rest: text.slice(end) }
}

/** The only key of an object that is no output, where it holds an object with outputs. */
const unwrapped = (object: LooseObject, holdsOutput: (value: Loose) => boolean): LooseObject => {
  const [entry, ...more] = object.entries
  return entry && !more.length && !holdsOutput(object) && entry[1] instanceof LooseObject && holdsOutput(entry[1]) ? entry[1] : object
}

/** What the JSON objects of an answer say for the outputs. */
export const readObject = (given: string, outputs: readonly NamedField[]): Reading => {
  const strict = readLooseJson(given.trim(), 0)
  const isAlone = 'value' in strict && strict.end === given.trim().length
  const { text, thought } = isAlone
    ? { text: given, thought: '' }
    : spoken(
        given,
        (answer) => answer.indexOf('{'),
        () => false,
      )
  if (text === undefined) return unreadable('the answer ends while the model thinks')
  const holdsOutput = (value: Loose): boolean => value instanceof LooseObject && value.entries.some(([name]) => fieldNamed(outputs, name) !== undefined)
  const isWanted = (value: Loose): boolean =>
    Array.isArray(value) ? value.some(isWanted) : holdsOutput(value) || (value instanceof LooseObject && holdsOutput(unwrapped(value, holdsOutput)))
  const { objects, rest, problem } = objectsIn(text, isWanted)
  if (problem !== undefined) return unreadable(problem)
  if (!objects.length) return unreadable('there is no JSON object in it')
  const entries = objects.filter(isWanted).flatMap((object) => unwrapped(object, holdsOutput).entries)
  const groups = Map.groupBy(entries, ([name]) => fieldNamed(outputs, name)?.name)
  const values = [...groups].flatMap(([name, group]): [string, Loose[]][] => (name === undefined ? [] : [[name, group.map(([, value]) => value)]]))
  return {
    values: new Map(values),
    source: 'data',
    hasUnknown: groups.has(undefined) || outputs.some((output) => !groups.has(output.name) && speaksOf(thought, output)),
    ended: true,
    whole: /^[\s`~]*$/.test(rest),
  }
}
