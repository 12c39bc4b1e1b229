import type { PromptTask, TaskField, TaskTool } from '../task.ts'
import { coverage } from '../text/similarity.ts'
import { identifierWords, terms } from '../text/words.ts'
import { ranked } from '../variation.ts'
import { type FillField, inputText, questionOf } from './request.ts'

const STILL = { temperature: 0, seed: undefined }

/**
 * How well a tool fits a request: the overlap of the request's terms with the tool's name (counted
 * twice) and description.
 */
const toolFit = (tool: TaskTool, request: string): number => {
  const queryTerms = terms(request)
  return (
    2 * coverage(terms(identifierWords(tool.name)), queryTerms) +
    coverage(queryTerms, terms(tool.description))
  )
}

/** The tool that fits best, with its score. */
export const bestTool = (
  tools: readonly TaskTool[],
  request: string,
): { readonly tool: TaskTool; readonly score: number } | undefined => {
  const [tool] = ranked(tools, (candidate) => toolFit(candidate, request))
  return tool && { tool, score: toolFit(tool, request) }
}

const QUERY =
  /^(?:query|question|q|search|text|input|prompt|message|topic|keywords?|content|body)$/i

const argument = (
  field: TaskField,
  task: PromptTask,
  request: string,
  only: boolean,
  fill: FillField,
): unknown => {
  if (field.kind.type === 'string' && (only || QUERY.test(field.name))) {
    const quoted = /["“]([^"”]+)["”]/.exec(request)
    return quoted?.[1] ?? request.trim()
  }
  return fill({
    field,
    task: { ...task, query: { text: request }, demos: [] },
    variation: STILL,
    filled: new Map(),
    fillPart: fill,
  }).value
}

/**
 * A tool's arguments from the request: a lone or query-like string takes the request (or what it
 * quotes), others are filled as fields.
 */
export const argumentsFor = (
  tool: TaskTool,
  task: PromptTask,
  fill: FillField,
): Record<string, unknown> => {
  const question = questionOf(task.query)
  const request = question ? (task.query[question] ?? '') : inputText(task.query)
  const strings = tool.parameters.filter((field) => field.kind.type === 'string')
  return Object.fromEntries(
    tool.parameters.map((field) => [
      field.name,
      argument(field, task, request, strings.length === 1, fill),
    ]),
  )
}
