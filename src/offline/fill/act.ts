import { fieldsOfSchema, safeParse } from '../prompt/kind.ts'
import type { PromptTask, TaskTool } from '../task.ts'
import type { FillField } from './request.ts'
import { argumentsFor, bestTool } from './tool.ts'

const NAME = /^next_?tool_?name$/i
const ARGUMENTS = /^next_?tool_?args$|^next_?tool_?arguments$/i
const LISTED =
  /(?:^|\n)\s*(?:\(?\d+[.)]|[-*])?\s*`?([A-Za-z_]\w*)`?,? (?:whose description is|—|-|:) (?:<desc>)?([^\n]*?)(?:<\/desc>)?\.? It takes (?:the )?arguments:? (\{[^\n]*\})/g

const toolsIn = (instructions: string): TaskTool[] =>
  [...instructions.matchAll(LISTED)].map((match) => {
    const parsed = safeParse((match[3] ?? '').replace(/[.\s]+$/, ''))
    const schema =
      parsed !== null && typeof parsed === 'object' && !Array.isArray(parsed) ? parsed : {}
    const properties = 'properties' in schema ? schema : { type: 'object', properties: schema }
    return {
      name: match[1] ?? '',
      description: match[2] ?? '',
      parameters: fieldsOfSchema(properties as never),
    }
  })

const observed = (trajectory: string): boolean =>
  /observation/i.test(trajectory) &&
  !/observation[^\n]*(?:execution )?error[^\n]*$/i.test(trajectory.trim())

/**
 * Fills the next step of a ReAct loop (`next_thought`, `next_tool_name`, `next_tool_args`): the
 * best-fitting tool, then `finish` once something was observed. Undefined for other tasks.
 */
export const actOf = (task: PromptTask, fill: FillField): Record<string, unknown> | undefined => {
  const name = task.outputs.find((field) => NAME.test(field.name))
  if (!name) return undefined
  const { trajectory = '', ...query } = task.query
  const names = name.kind.values ?? []
  const finish = names.find((value) => /^(?:finish|submit|done)$/.test(value)) ?? 'finish'
  const tools = toolsIn(task.instructions).filter((tool) => tool.name !== finish)
  const toolCount = tools.length
    ? tools
    : names
        .filter((value) => value !== finish)
        .map((value) => ({ name: value, description: '', parameters: [] }))
  const best = bestTool(toolCount, Object.values(query).join('\n'))
  const done = observed(trajectory) || !best
  const choice = done ? finish : best.tool.name
  const thought = done
    ? 'The observations hold what is asked for.'
    : `${choice} fits the request best.`
  return Object.fromEntries(
    task.outputs.map((field) => [
      field.name,
      field === name
        ? choice
        : ARGUMENTS.test(field.name)
          ? done
            ? {}
            : argumentsFor(best.tool, { ...task, query }, fill)
          : thought,
    ]),
  )
}
