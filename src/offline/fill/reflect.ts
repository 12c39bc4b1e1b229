import { isStopWord, stem, terms, textWords } from '../text/words.ts'
import { ranked } from '../variation.ts'
import type { Filled, FillRequest } from './request.ts'
import { firing, parseRules, type Rule, stemmed, writeRule } from './rule.ts'

/**
 * One judged run: the inputs as text by name, what was answered, what the feedback said should have
 * been.
 */
export interface JudgedRun {
  readonly inputs: ReadonlyMap<string, string>
  readonly expected: string | undefined
  readonly feedback: string
}

const EXPECTED: readonly RegExp[] = [
  /(?:expected|correct|right|gold|true)(?: (?:answer|label|output|value|category|intent|response|choice))?(?: (?:is|was|would be|should be|should have been))?\s*:?\s*["“'`]([^"”\n'`]+)["”'`]/i,
  /(?:should (?:be|have been)|answer is|answer was|label is|label was)\s*:?\s*["“'`]([^"”\n'`]+)["”'`]/i,
  /(?:expected|correct|right|gold)(?: (?:answer|label|output|value|category|intent|response))?(?: (?:is|was))?\s*:?\s+([\p{L}\p{N}_][\p{L}\p{N}_ -]{0,60}?)(?=[.,;\n]|$| but | instead| not )/iu,
  /should (?:be|have been)\s*:?\s+([\p{L}\p{N}_][\p{L}\p{N}_ -]{0,60}?)(?=[.,;\n]|$| but | instead| not )/iu,
]

/** The answer that a feedback names as right. */
const expectedIn = (feedback: string): string | undefined => {
  for (const pattern of EXPECTED) {
    const match = pattern.exec(feedback)
    if (match?.[1]) return match[1].trim()
  }
  return undefined
}

const section = (text: string, heading: RegExp): string => {
  const lines = text.split('\n')
  const start = lines.findIndex((line) => heading.test(line))
  if (start < 0) return ''
  const level = /^#+/.exec(lines[start] ?? '')?.[0].length ?? 0
  const end = lines.findIndex(
    (line, at) =>
      at > start &&
      (level
        ? new RegExp(`^#{1,${level}} `).test(line)
        : /^(?:Inputs?|(?:Generated )?Outputs?|Feedback|Example \d+|Score)\b[^\n]{0,20}:?\s*$/i.test(
            line,
          )),
  )
  return [
    (lines[start] ?? '').replace(heading, ''),
    ...lines.slice(start + 1, end < 0 ? undefined : end),
  ]
    .join('\n')
    .trim()
}

const inputsByName = (inputs: string): Map<string, string> => {
  const inputValues = new Map<string, string>()
  let name = 'input'
  for (const line of inputs.split('\n')) {
    const heading =
      /^#{2,}\s+(.+)$/.exec(line) ?? /^[-*]?\s*[`*]*([A-Za-z_]\w{0,30})[`*]*:\s*(.*)$/.exec(line)
    if (heading) name = (heading[1] ?? '').trim()
    const value = heading ? (heading[2] ?? '') : line
    inputValues.set(name, `${inputValues.get(name) ?? ''}\n${value}`.trim())
  }
  for (const [key, value] of inputValues) if (!value) inputValues.delete(key)
  return inputValues
}

/**
 * The judged runs of a reflection prompt: parts that open with `# Example 1` (or `Example 1:`) and
 * hold inputs, outputs and feedback.
 */
export const judgedRuns = (text: string): JudgedRun[] =>
  text
    .split(/^(?:#{1,3}\s*)?(?:\*\*)?(?:Example|Record|Case|Run)\s+\d+\b[^\n]*$/im)
    .slice(1)
    .flatMap((part) => {
      const feedback = section(part, /^(?:#+\s*)?(?:\*\*)?Feedback(?:\*\*)?:?\s*/i)
      if (!feedback) return []
      const inputs = inputsByName(section(part, /^(?:#+\s*)?(?:\*\*)?Inputs?(?:\*\*)?:?\s*/i))
      return [{ inputs, expected: expectedIn(feedback), feedback }]
    })

const frames = (run: JudgedRun): Map<string, string> => {
  const stems = new Map([...run.inputs].map(([name, value]) => [name, stemmed(value)]))
  return stems.set('', [...stems.values()].join(' '))
}

const same = (left: string, right: string): boolean => left.toLowerCase() === right.toLowerCase()

/**
 * The word of a run's inputs that tells it from runs with another answer; one that the feedback
 * quotes goes first.
 */
const cause = (run: JudgedRun, runs: readonly JudgedRun[]): Rule | undefined => {
  const others = runs.filter(
    (other) => other.expected !== undefined && !same(other.expected, run.expected ?? ''),
  )
  const alike = runs.filter(
    (other) =>
      other !== run && other.expected !== undefined && same(other.expected, run.expected ?? ''),
  )
  const foreign = new Set(others.flatMap((other) => [...other.inputs.values()].flatMap(terms)))
  const quoted = new Set(
    [...run.feedback.matchAll(/["“'`]([^"”'`\n]{2,40})["”'`]/g)].flatMap((match) =>
      same(match[1] ?? '', run.expected ?? '') ? [] : terms(match[1] ?? ''),
    ),
  )
  const candidates = [...run.inputs].flatMap(([field, value]) =>
    textWords(value)
      .filter((word) => word.length > 2 && !isStopWord(word) && !/^\d/.test(word))
      .map((word) => ({ field, word, key: stem(word) })),
  )
  const [best] = ranked(candidates, ({ key }) => {
    const shared = alike.filter((other) =>
      [...other.inputs.values()].some((value) => stemmed(value).includes(` ${key} `)),
    ).length
    return (
      (quoted.has(key) ? 10 : 0) +
      2 * shared -
      (foreign.has(key) ? 3 : 0) +
      Math.min(key.length, 10) / 20
    )
  })
  return best && { field: best.field, term: best.word.toLowerCase(), answer: run.expected ?? '' }
}

const rulePattern = (rule: Rule): RegExp =>
  new RegExp(
    `[ \\t]*If the [^\\n"]{1,45}"${rule.term.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}"[^\\n"]*"[^\\n"]*"\\.?\\n?`,
    'giu',
  )

const MOST_RULES_ADDED = 3

/**
 * Writes a better instruction from judged runs: for each run whose feedback names the right answer,
 * and that the present rules do not answer so, the term that tells it from the other runs becomes a
 * rule; rules that fired with a wrong answer go. At most three rules are added.
 */
export const improve = (instruction: string, runs: readonly JudgedRun[]): string => {
  const rules = parseRules(instruction)
  const failing = runs.filter(
    (run) =>
      run.expected !== undefined &&
      /\b(?:wrong|incorrect|expected|should|not)\b/i.test(run.feedback),
  )
  const wrong = rules.filter((rule) =>
    failing.some(
      (run) => firing([rule], frames(run)).length && !same(rule.answer, run.expected ?? ''),
    ),
  )
  let improved = wrong
    .reduce((text, rule) => text.replace(rulePattern(rule), ''), instruction)
    .trim()
  const rest = rules.filter((rule) => !wrong.includes(rule))
  const added: Rule[] = []
  for (const run of failing) {
    if (added.length >= MOST_RULES_ADDED) break
    if (
      firing([...rest, ...added], frames(run)).some((rule) => same(rule.answer, run.expected ?? ''))
    )
      continue
    const rule = cause(run, runs)
    if (rule) added.push(rule)
  }
  if (added.length) improved = `${improved}\n${added.map(writeRule).join('\n')}`
  return improved.trim()
}

/**
 * Fills a field that asks for a new instruction where an input holds the present one and another
 * the judged runs. Undefined for other fields.
 */
export const reflectField = (request: FillRequest): Filled | undefined => {
  if (!/^(?:new|improved|proposed|better)?_?instructions?$/i.test(request.field.name))
    return undefined
  const entries = Object.entries(request.task.query)
  const current = entries.find(([name]) => /instruction|prompt/i.test(name))?.[1]
  const runs = entries.flatMap(([, value]) => judgedRuns(value))
  if (current === undefined || !runs.length) return undefined
  return {
    value: improve(current, runs),
    evidence: 'the feedback on the examples',
    confidence: 0.7,
  }
}
