import type {
  LanguageModelV4CallOptions,
  LanguageModelV4Message,
  LanguageModelV4ToolChoice,
} from '@ai-sdk/provider'
import type { LmMessage, LmRequest } from '../language-model.ts'

const assistant = (message: LmMessage): LanguageModelV4Message => ({
  role: 'assistant',
  content: [
    ...(message.content ? [{ type: 'text' as const, text: message.content }] : []),
    ...(message.toolCalls ?? []).map((call) => ({
      type: 'tool-call' as const,
      toolCallId: call.id,
      toolName: call.name,
      input: call.arguments,
    })),
  ],
})

const prompt = (message: LmMessage): LanguageModelV4Message => {
  switch (message.role) {
    case 'system':
      return { role: 'system', content: message.content }
    case 'user':
      return { role: 'user', content: [{ type: 'text', text: message.content }] }
    case 'assistant':
      return assistant(message)
    case 'tool':
      return {
        role: 'tool',
        content: [
          {
            type: 'tool-result',
            toolCallId: message.toolCallId ?? '',
            toolName: message.toolName ?? '',
            output: { type: 'text', value: message.content },
          },
        ],
      }
  }
}

const toolChoice = (choice: NonNullable<LmRequest['toolChoice']>): LanguageModelV4ToolChoice =>
  typeof choice === 'string' ? { type: choice } : { type: 'tool', toolName: choice.tool }

/** A request in the form of the AI SDK's provider models. Absent settings stay absent. */
export const callOptions = (
  request: LmRequest,
  abortSignal: AbortSignal | undefined,
): LanguageModelV4CallOptions => {
  const options: LanguageModelV4CallOptions = { prompt: request.messages.map(prompt) }
  if (abortSignal) options.abortSignal = abortSignal
  if (request.temperature !== undefined) options.temperature = request.temperature
  if (request.maxOutputTokens !== undefined) options.maxOutputTokens = request.maxOutputTokens
  if (request.topP !== undefined) options.topP = request.topP
  if (request.seed !== undefined) options.seed = request.seed
  if (request.stopSequences) options.stopSequences = [...request.stopSequences]
  // Everything is JSON; the AI SDK's types only differ in being mutable.
  if (request.providerOptions) options.providerOptions = request.providerOptions as never
  if (request.responseFormat) options.responseFormat = request.responseFormat as never
  if (request.tools?.length)
    options.tools = request.tools.map((tool) => ({
      type: 'function',
      name: tool.name,
      description: tool.description,
      inputSchema: tool.parameters as never,
    }))
  if (request.toolChoice && request.tools?.length)
    options.toolChoice = toolChoice(request.toolChoice)
  return options
}
