import { canonicalJson } from '../../text/canonical-json.ts'
import { digest } from '../../text/digest.ts'
import type { LmMessage, LmRequest, LmTool } from '../language-model.ts'

/** Who answers. The same name at two addresses is two models. */
export interface Answerer {
  readonly id: string
  readonly endpoint?: string | undefined
}

const message = ({ role, content, toolCalls, toolCallId, toolName }: LmMessage) => [
  role,
  content,
  toolCalls?.map((call) => [call.id, call.name, call.arguments]) ?? null,
  toolCallId ?? null,
  toolName ?? null,
]
const tool = ({ name, description, parameters }: LmTool) => [name, description, parameters]

/**
 * Everything whose order matters: messages, tools, and the members of a schema, since a model
 * answers in their order.
 */
const ordered = ({ messages, tools, responseFormat }: Partial<LmRequest>): string =>
  JSON.stringify([
    messages?.map(message) ?? null,
    tools?.map(tool) ?? null,
    responseFormat
      ? [responseFormat.type, responseFormat.name ?? null, responseFormat.schema ?? null]
      : null,
  ])

/**
 * SHA-256 over everything that an answer depends on: the model and its address, the whole rendered
 * request with its settings, and the rollout id. The order of settings does not matter. The order
 * of a schema's members does, since a model answers in that order.
 */
export const cacheKey = ({ id, endpoint }: Answerer, request: Partial<LmRequest>): string => {
  const { messages, tools, responseFormat, ...rest } = request
  return digest(
    'sha256',
    JSON.stringify([
      id,
      endpoint ?? null,
      ordered({ messages, tools, responseFormat } as Partial<LmRequest>),
      canonicalJson(rest),
    ]),
  )
}

/** The same for an embedder and its texts. */
export const textsKey = ({ id, endpoint }: Answerer, texts: readonly string[]): string =>
  digest('sha256', JSON.stringify([id, endpoint ?? null, 'texts', texts]))
