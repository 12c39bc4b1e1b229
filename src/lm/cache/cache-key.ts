import { hash } from 'node:crypto'
import { canonicalJson } from '../../text/canonical-json.ts'
import type { LmMessage, LmRequest, LmTool } from '../language-model.ts'

/** Who answers. Equal names at two addresses are two models. */
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

/** What is sent in an order that matters: messages, tools, and the members of a schema, whose order is that of the answer's. */
const ordered = ({ messages, tools, responseFormat }: Partial<LmRequest>): string =>
  JSON.stringify([
    messages?.map(message) ?? null,
    tools?.map(tool) ?? null,
    responseFormat
      ? [responseFormat.type, responseFormat.name ?? null, responseFormat.schema ?? null]
      : null,
  ])

/**
 * SHA-256 over everything an answer depends on: who is asked and where, the whole rendered request with its settings, and the rollout id.
 * Settings are equal in any order of their members; schemas are not, since a model writes its answer in the order of theirs.
 */
export const cacheKey = ({ id, endpoint }: Answerer, request: Partial<LmRequest>): string => {
  const { messages, tools, responseFormat, ...rest } = request
  return hash(
    'sha256',
    JSON.stringify([
      id,
      endpoint ?? null,
      ordered({ messages, tools, responseFormat } as Partial<LmRequest>),
      canonicalJson(rest),
    ]),
    'hex',
  )
}

/** The same of an embedder and its texts. */
export const textsKey = ({ id, endpoint }: Answerer, texts: readonly string[]): string =>
  hash('sha256', JSON.stringify([id, endpoint ?? null, 'texts', texts]), 'hex')
