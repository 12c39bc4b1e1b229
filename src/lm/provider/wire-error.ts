import { isJsonObject } from '../../text/objects.ts'

/** What a provider reports as wrong, in any form of any protocol. */
export interface WireError {
  readonly message: string
  /**
   * The provider's names for the kind of error, lowercase, most specific first:
   * `insufficient_quota`, `overloaded_error`, `resource_exhausted`.
   */
  readonly names: readonly string[]
  /** The parameter that the error names. */
  readonly param: string | undefined
  /** A status in the body: routers pass on the status of the provider behind them. */
  readonly status: number | undefined
}

type Body = Readonly<Record<string, unknown>>

const text = (value: unknown): string | undefined =>
  typeof value === 'string' && value.trim() ? value.trim() : undefined

const parsed = (json: string): unknown => {
  try {
    return JSON.parse(json)
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

/** A body of events (`data: {…}`) has its error in one of them. */
const fromEvents = (body: string): unknown =>
  body
    .split('\n')
    .filter((line) => line.startsWith('data:'))
    .map((line) => parsed(line.slice(5)))
    .find((event) => isJsonObject(event) && isJsonObject(event.error))

/** FastAPI's list of problems, each with its location. */
const details = (value: unknown): string | undefined => {
  if (!Array.isArray(value)) return text(value)
  const parts = value
    .filter(isJsonObject)
    .map(({ loc, msg }) =>
      [Array.isArray(loc) ? loc.join('.') : undefined, text(msg)].filter(Boolean).join(': '),
    )
  return text(parts.join('; '))
}

const messageOf = (error: Body): string | undefined =>
  text(error.message) ??
  (isJsonObject(error.message) ? details(error.message.detail) : undefined) ??
  text(error.msg) ??
  details(error.detail) ??
  text(error.error)

const statusOf = (...values: readonly unknown[]): number | undefined =>
  values.map(Number).find((value) => Number.isInteger(value) && value >= 400 && value < 600)

const byName = (error: Body, outer: Body): WireError | undefined => {
  const message = messageOf(error)
  // What a router passes on from the provider behind it, whose text is the specific one.
  const raw = isJsonObject(error.metadata) ? text(error.metadata.raw) : undefined
  const names = [
    error.code,
    error.type,
    error.status,
    isJsonObject(error.innererror) ? error.innererror.code : undefined,
  ]
    .filter((name) => typeof name === 'string' && Number.isNaN(Number(name)))
    .map((name) => String(name).toLowerCase())
  if (message === undefined && !names.length && raw === undefined) return undefined
  return {
    message: [message ?? names[0], raw].filter(Boolean).join(': '),
    names,
    param: text(error.param),
    status: statusOf(error.code, error.status, outer.code, outer.status_code),
  }
}

const inChoice = ({ choices }: Body): unknown =>
  Array.isArray(choices) && isJsonObject(choices[0]) ? choices[0].error : undefined

const fromRecord = (body: Body): WireError | undefined => {
  const error =
    body.error ?? inChoice(body) ?? (isJsonObject(body.response) ? body.response.error : undefined)
  if (isJsonObject(error)) return byName(error, body)
  if (text(error)) return byName({ ...body, message: error }, body)
  if (body.status === 'failed')
    return {
      message: 'The answer failed',
      names: ['server_error'],
      param: undefined,
      status: undefined,
    }
  return undefined
}

/**
 * The error in a body, parsed or not: `{ error: { message, type, code } }` of OpenAI and compatible
 * servers, of Anthropic and Google, the error of a choice or of a failed response, `{ error: "…" }`
 * of local servers, and, if the status already is an error, `{ message }` and `{ detail }`.
 * Undefined if the body contains no error.
 */
export const wireError = (body: unknown, failed = false): WireError | undefined => {
  const value = typeof body === 'string' ? (parsed(body) ?? fromEvents(body)) : body
  const record = Array.isArray(value) ? value[0] : value
  if (!isJsonObject(record)) return undefined
  return (
    fromRecord(record) ?? (failed || record.object === 'error' ? byName(record, record) : undefined)
  )
}

/** Whether a body starts as JSON and ends too early, or is empty. */
export const endsEarly = (body: string): boolean =>
  body.trim() === '' || (/^\s*[[{]/.test(body) && parsed(body) === undefined)
