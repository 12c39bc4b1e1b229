import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { ProviderReply } from './provider-reply.ts'
import { embeddings, errorBody, wires } from './provider-wire.ts'

export interface ProviderRequest {
  readonly path: string
  readonly headers: IncomingMessage['headers']
  // oxlint-disable-next-line typescript/no-explicit-any -- a body as it came over the wire
  readonly body: any
}

export interface ProviderServer extends AsyncDisposable {
  /** `http://127.0.0.1:<port>/v1`: the base URL of the OpenAI and the Anthropic package alike. */
  readonly baseURL: string
  readonly requests: readonly ProviderRequest[]
  /** How many requests were ended by their client before they were answered. */
  readonly aborted: number
  /**
   * What the next requests are answered with, in order; the last stays. Or a function of the
   * request.
   */
  reply(
    ...replies:
      | readonly ProviderReply[]
      | [(request: ProviderRequest, call: number) => ProviderReply]
  ): void
  close(): Promise<void>
}

const read = async (request: IncomingMessage): Promise<string> => {
  let body = ''
  for await (const chunk of request) body += chunk
  return body
}

const send = (
  response: ServerResponse,
  status: number,
  body: string,
  headers: Readonly<Record<string, string>> = {},
) => {
  response.writeHead(status, { 'content-type': 'application/json', ...headers })
  response.end(body)
}

const cut = (response: ServerResponse) => {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': '5000' })
  response.write('{"id":"half', () => response.socket?.destroy())
}

const answer = (
  reply: ProviderReply,
  { path, body }: ProviderRequest,
  response: ServerResponse,
) => {
  const protocol = Object.keys(wires).find((end) => path.endsWith(end)) ?? 'chat/completions'
  switch (reply.kind) {
    case 'hang':
      return
    case 'cut':
      return cut(response)
    case 'garbage':
      return send(response, reply.status ?? 200, reply.body, reply.headers)
    case 'failure':
      return send(
        response,
        reply.status,
        JSON.stringify(errorBody(protocol, reply.message ?? 'scripted failure', reply.code)),
        reply.headers,
      )
    case 'embeddings':
      return send(
        response,
        200,
        JSON.stringify(embeddings([body.input].flat(), reply.dimensions, body.model)),
      )
    case 'text':
      return send(response, 200, JSON.stringify(wires[protocol]?.(reply, body.model)))
  }
}

/**
 * A server on loopback that speaks the wire protocols of OpenAI (chat completions, responses,
 * embeddings) and Anthropic (messages), and answers as told: text, tool calls, garbage, failures,
 * silence, half a body. For tests that go through the real provider packages.
 */
export const providerServer = async (
  ...first: readonly ProviderReply[]
): Promise<ProviderServer> => {
  const requests: ProviderRequest[] = []
  let script:
    | readonly ProviderReply[]
    | ((request: ProviderRequest, call: number) => ProviderReply) = first
  let served = 0
  let aborted = 0
  const next = (request: ProviderRequest): ProviderReply => {
    served += 1
    if (typeof script === 'function') return script(request, served - 1)
    return (
      script[Math.min(served, script.length) - 1] ?? {
        kind: 'failure',
        status: 500,
        message: 'nothing is scripted',
      }
    )
  }
  const serve = async (incoming: IncomingMessage, response: ServerResponse) => {
    response.on('close', () => {
      if (!response.writableFinished) aborted += 1
    })
    const raw = await read(incoming)
    const request = {
      path: incoming.url ?? '',
      headers: incoming.headers,
      body: raw ? JSON.parse(raw) : undefined,
    }
    requests.push(request)
    answer(next(request), request, response)
  }
  const server = createServer((incoming, response) => {
    serve(incoming, response).catch((error: Error) => response.destroy(error))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const close = async () => {
    server.closeAllConnections()
    await new Promise<void>((resolve) => server.close(() => resolve()))
  }
  return {
    baseURL: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    requests,
    get aborted() {
      return aborted
    },
    reply(...replies) {
      served = 0
      script = typeof replies[0] === 'function' ? replies[0] : (replies as readonly ProviderReply[])
    },
    close,
    [Symbol.asyncDispose]: close,
  }
}
