import type {
  GenerateOptions,
  LanguageModel,
  LmRequest,
  LmResponse,
} from '../../src/lm/language-model.ts'

export interface Asked {
  readonly request: LmRequest
  readonly options: GenerateOptions
  /** The input fields of the last message, read from the chat adapter's markers. */
  readonly input: Readonly<Record<string, string>>
  /** How many demonstrations went before it. */
  readonly demos: number
  readonly system: string
}

export type Answer = string | Readonly<Record<string, unknown>>

/**
 * A model for tests: a function of what it is asked gives the answer, as text or as output fields.
 */
export interface AnsweringLm extends LanguageModel {
  readonly asked: readonly Asked[]
}

const sections = (text: string): Record<string, string> =>
  Object.fromEntries(
    [...text.matchAll(/\[\[ ## (\w+) ## \]\]\n([\s\S]*?)(?=\n\n\[\[ ## |\n\nRespond with|$)/g)].map(
      ([, name, value]) => [name ?? '', (value ?? '').trim()],
    ),
  )

const render = (answer: Answer): string => {
  if (typeof answer === 'string') return answer
  const blocks = Object.entries(answer).map(
    ([name, value]) =>
      `[[ ## ${name} ## ]]\n${typeof value === 'string' ? value : JSON.stringify(value)}`,
  )
  return [...blocks, '[[ ## completed ## ]]'].join('\n\n')
}

const read = (request: LmRequest, options: GenerateOptions): Asked => ({
  request,
  options,
  input: sections(request.messages.at(-1)?.content ?? ''),
  demos: request.messages.filter(({ role }) => role === 'assistant').length,
  system: request.messages[0]?.content ?? '',
})

export const answering = (
  answer: (asked: Asked) => Answer | Promise<Answer>,
  id = 'test/answering',
): AnsweringLm => {
  const log: Asked[] = []
  const lm: AnsweringLm = {
    id,
    asked: log,
    settings: {},
    supports: { responseSchema: false, tools: false },
    with: () => lm,
    generate: async (request, options = {}): Promise<LmResponse> => {
      const asked = read(request, options)
      log.push(asked)
      const text = render(await answer(asked))
      return {
        text,
        toolCalls: [],
        finishReason: 'stop',
        usage: { calls: 1, cacheHits: 0, inputTokens: 10, outputTokens: 5 },
        model: id,
        cached: false,
      }
    },
  }
  return lm
}
