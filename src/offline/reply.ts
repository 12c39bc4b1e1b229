import type { LanguageModelV4CallOptions, LanguageModelV4Content } from '@ai-sdk/provider'
import type { JsonSchema } from '../type/type.ts'
import { fill, fillField } from './fill/fill.ts'
import { improve } from './fill/reflect.ts'
import { inputText, questionOf } from './fill/request.ts'
import { argumentsFor, bestTool } from './fill/tool.ts'
import { inlineSchema } from './prompt/inline-schema.ts'
import { fieldsOfSchema } from './prompt/kind.ts'
import type { PromptMessage } from './prompt/layouts.ts'
import { readPrompt } from './prompt/read-prompt.ts'
import { readReflection, renderValues } from './prompt/read-reflection.ts'
import type { PromptTask, TaskTool } from './task.ts'
import type { Variation } from './variation.ts'

const toolsOf = (options: LanguageModelV4CallOptions): TaskTool[] =>
  (options.tools ?? []).flatMap((tool) =>
    tool.type === 'function'
      ? [
          {
            name: tool.name,
            description: tool.description ?? '',
            parameters: fieldsOfSchema(inlineSchema(tool.inputSchema as JsonSchema)),
          },
        ]
      : [],
  )

/** Below this fit no tool is called unless one is required. */
const TOOL_FITS = 0.3

const chooseTool = (
  options: LanguageModelV4CallOptions,
  messages: readonly PromptMessage[],
  task: PromptTask,
): { readonly tool: TaskTool; readonly id: string } | undefined => {
  const choice = options.toolChoice
  const called = messages
    .slice(messages.findLastIndex((message) => message.role === 'user') + 1)
    .some((message) => message.role === 'tool')
  if (choice?.type === 'none' || (called && choice?.type !== 'tool')) return undefined
  const tools = toolsOf(options).filter(
    (tool) => choice?.type !== 'tool' || tool.name === choice.toolName,
  )
  const best = bestTool(tools, inputText(task.query))
  if (!best || (best.score < TOOL_FITS && choice?.type !== 'required' && choice?.type !== 'tool'))
    return undefined
  return { tool: best.tool, id: `call_${messages.length}_1` }
}

const withToolResults = (task: PromptTask, messages: readonly PromptMessage[]): PromptTask => {
  const results = messages
    .slice(messages.findLastIndex((message) => message.role === 'user') + 1)
    .filter((message) => message.role === 'tool')
  if (!results.length) return task
  const question = questionOf(task.query)
  const others = Object.entries(task.query).flatMap(([name, value]) =>
    question && name !== question ? [value] : [],
  )
  return {
    ...task,
    query: {
      question: question ? (task.query[question] ?? '') : inputText(task.query),
      context: [...others, ...results.map((message) => message.text)].join('\n\n'),
    },
  }
}

/** What the offline model says to a prompt. */
export const reply = (
  options: LanguageModelV4CallOptions,
  messages: readonly PromptMessage[],
  variation: Variation,
): LanguageModelV4Content => {
  const reflection = readReflection(
    messages.findLast((message) => message.role === 'user')?.text ?? '',
  )
  if (reflection)
    return {
      type: 'text',
      text: `\`\`\`\n${improve(reflection.instruction, reflection.runs)}\n\`\`\``,
    }
  const format = options.responseFormat
  const json = format?.type === 'json'
  const task = readPrompt(messages, {
    json,
    ...(json && format.schema ? { schema: inlineSchema(format.schema as JsonSchema) } : {}),
  })
  const choice = chooseTool(options, messages, task)
  if (choice)
    return {
      type: 'tool-call',
      toolCallId: choice.id,
      toolName: choice.tool.name,
      input: JSON.stringify(argumentsFor(choice.tool, task, fillField)),
    }
  return {
    type: 'text',
    text: renderValues(fill(withToolResults(task, messages), variation), task.layout),
  }
}
