import { RequestRefusedError } from './request-refused.ts'

const isJson = (contentType: string | null) =>
  /^application\/(?:[\w.+-]+\+)?json$/i.test((contentType ?? '').split(';')[0]?.trim() ?? '')

const tooLarge = (maxBytes: number) =>
  new RequestRefusedError('body_too_large', { detail: `At most ${maxBytes} bytes are read.` })

const readBytes = async (request: Request, maxBytes: number): Promise<Uint8Array> => {
  if (Number(request.headers.get('content-length') ?? 0) > maxBytes) throw tooLarge(maxBytes)
  const chunks: Uint8Array[] = []
  let length = 0
  // A length header may be missing or wrong: what counts is what arrives.
  for await (const chunk of request.body ?? []) {
    length += chunk.length
    if (length > maxBytes) throw tooLarge(maxBytes)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks, length)
}

/** Parses JSON. Throws `malformed_json` with where it ends to make sense, never with the text. */
export const parseJson = (text: string, what: string): unknown => {
  try {
    return JSON.parse(text)
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause
    const position = /position (\d+)/.exec(cause.message)?.[1]
    throw new RequestRefusedError('malformed_json', {
      detail: `${what} cannot be read${position ? ` at character ${position}` : ''}.`,
      cause,
    })
  }
}

/** The JSON of a request's body; no body is an empty object. Throws `RequestRefused`. */
export const readJson = async (request: Request, maxBytes: number): Promise<unknown> => {
  if (!isJson(request.headers.get('content-type')))
    throw new RequestRefusedError('unsupported_media_type')
  const bytes = await readBytes(request, maxBytes)
  const text = new TextDecoder().decode(bytes)
  return text.trim() ? parseJson(text, 'The body') : {}
}
