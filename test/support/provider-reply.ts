export interface WireToolCall {
  readonly id?: string
  readonly name: string
  /** Raw JSON text, so that a test can break it. */
  readonly arguments: string
}

/** A body of one's own as JSON. */
export const json = (
  body: unknown,
  status = 200,
  headers: Readonly<Record<string, string>> = {},
): ProviderReply => ({
  kind: 'garbage',
  body: JSON.stringify(body),
  status,
  headers,
})

/** What the scripted provider does with one request. */
export type ProviderReply =
  | {
      readonly kind: 'text'
      readonly text: string
      readonly toolCalls?: readonly WireToolCall[]
      readonly finish?: 'stop' | 'length' | 'content-filter'
      readonly inputTokens?: number
      readonly outputTokens?: number
    }
  | { readonly kind: 'embeddings'; readonly dimensions: number }
  /** A body that is no answer at all, with status 200 unless told otherwise. */
  | {
      readonly kind: 'garbage'
      readonly body: string
      readonly status?: number
      readonly headers?: Readonly<Record<string, string>>
    }
  | {
      readonly kind: 'failure'
      readonly status: number
      readonly message?: string
      readonly code?: string
      readonly headers?: Readonly<Record<string, string>>
    }
  /** Never answers. */
  | { readonly kind: 'hang' }
  /** Sends half of a body and closes the connection. */
  | { readonly kind: 'cut' }

export const text = (answer: string): ProviderReply => ({ kind: 'text', text: answer })
export const failure = (
  status: number,
  message = 'scripted failure',
  headers: Readonly<Record<string, string>> = {},
): ProviderReply => ({
  kind: 'failure',
  status,
  message,
  headers,
})
