import type { LanguageModelV4 } from '@ai-sdk/provider'
import { type Context, Hono } from 'hono'
import { streamSSE } from 'hono/streaming'
import { LmError } from '../../error/lm-error.ts'
import { readJson } from '../../interface/server/read-json.ts'
import { refusalStatus, RequestRefusedError } from '../../interface/server/request-refused.ts'
import { providerError } from '../../lm/provider/provider-error.ts'
import { callOptionsOf, readChatRequest } from './chat-request.ts'
import { chunks, completion } from './chat-response.ts'
import { embeddingsOf } from './embedding-request.ts'
import { errorBody, RefusedRequestError } from './openai-error.ts'

/** Prompts may be long: whole documents, many demonstrations. */
const mostBytes = 16 * 1_048_576

const bodyOf = (context: Context): Promise<unknown> => readJson(context.req.raw, mostBytes)

const chat = (model: LanguageModelV4) => async (context: Context) => {
  const request = readChatRequest(await bodyOf(context))
  const envelope = {
    id: `chatcmpl-${crypto.randomUUID()}`,
    created: Math.floor(Date.now() / 1000),
    model: request.model,
  }
  const results = await Promise.all(
    Array.from({ length: request.n ?? 1 }, (_, index) =>
      model.doGenerate(callOptionsOf(request, index, context.req.raw.signal)),
    ),
  )
  if (!request.stream) return context.json(completion(envelope, results))
  return streamSSE(context, async (stream) => {
    for (const chunk of chunks(envelope, results, request.stream_options?.include_usage === true))
      await stream.writeSSE({ data: JSON.stringify(chunk) })
    await stream.writeSSE({ data: '[DONE]' })
  })
}

const failure = (model: LanguageModelV4, error: unknown, context: Context) => {
  if (error instanceof RefusedRequestError)
    return context.json(errorBody(error.message, 'invalid_request_error', error.param || null), 400)
  if (RequestRefusedError.isInstance(error))
    return context.json(
      errorBody(error.message, 'invalid_request_error', null, error.code),
      refusalStatus[error.code],
    )
  const lmError = LmError.isInstance(error)
    ? error
    : providerError(error, { provider: model.provider, model: model.modelId }, false)
  return context.json(errorBody(lmError.message, 'api_error', null, lmError.code), 500)
}

/**
 * An OpenAI-compatible API in front of a model object: `POST /v1/chat/completions` (tools, JSON
 * Schema, `n`, server-sent events), `POST /v1/embeddings` (hashed) and `GET /v1/models`. A request
 * that does not fit the protocol gets a 400 that names the field.
 */
export const lmHandler = (model: LanguageModelV4): Hono => {
  const app = new Hono()
  const models = [model.modelId, 'hashing'].map((id) => ({
    id,
    object: 'model',
    created: 0,
    owned_by: 'ashlar',
  }))
  app.get('/v1/models', (context) => context.json({ object: 'list', data: models }))
  app.get('/v1/models/:id', (context) => {
    const match = models.find((one) => one.id === context.req.param('id'))
    return match
      ? context.json(match)
      : context.json(
          errorBody(
            `There is no model "${context.req.param('id').slice(0, 60)}".`,
            'invalid_request_error',
            'model',
            'model_not_found',
          ),
          404,
        )
  })
  app.post('/v1/chat/completions', chat(model))
  app.post('/v1/embeddings', async (context) =>
    context.json(await embeddingsOf(await bodyOf(context))),
  )
  app.notFound((context) =>
    context.json(
      errorBody(
        `There is no ${context.req.method} ${context.req.path.slice(0, 60)}; the base URL ends in /v1.`,
        'invalid_request_error',
      ),
      404,
    ),
  )
  app.onError((error, context) => failure(model, error, context))
  return app
}
