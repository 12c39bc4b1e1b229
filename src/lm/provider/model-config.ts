import { setTimeout as wait } from 'node:timers/promises'

/**
 * What the model objects of the AI SDK's packages contain in addition to their contract. Any of it
 * may be missing, and nothing here throws on other model objects.
 */
interface Config {
  readonly baseURL?: unknown
  readonly url?: unknown
  readonly headers?: unknown
}

const configOf = (model: object): Config => {
  const config: unknown = 'config' in model ? model.config : undefined
  return typeof config === 'object' && config !== null ? config : {}
}

const parsedUrl = (text: unknown): URL | undefined =>
  typeof text === 'string' && URL.canParse(text) ? new URL(text) : undefined

const attempt = <T>(call: () => T): T | undefined => {
  try {
    return call()
  } catch (error) {
    // A model object that expects other arguments: its address stays unknown.
    if (error instanceof Error) return undefined
    throw error
  }
}

const addressOf = (model: { readonly modelId: string }): URL | undefined => {
  const { baseURL, url } = configOf(model)
  return (
    parsedUrl(baseURL) ??
    (typeof url === 'function'
      ? parsedUrl(attempt((): unknown => url({ path: '/', modelId: model.modelId })))
      : undefined)
  )
}

/**
 * The address that a model object calls, without user, password and fragment. Undefined if the
 * object does not reveal it.
 */
export const endpointOf = (model: { readonly modelId: string }): string | undefined => {
  const address = addressOf(model)
  if (!address) return undefined
  address.username = ''
  address.password = ''
  address.hash = ''
  const secret = Array.from(address.searchParams.keys()).filter((name) =>
    /key|token|secret|password|sig/i.test(name),
  )
  for (const name of secret) address.searchParams.delete(name)
  return address.href.replace(/\/+$/, '')
}

const SECRET_HEADER = /authorization|key|token|secret|cookie/i
const values = (headers: unknown): string[] =>
  typeof headers === 'object' && headers !== null
    ? Object.entries(headers).flatMap(([name, value]) =>
        typeof value === 'string' && SECRET_HEADER.test(name)
          ? [value, value.replace(/^\w+\s+/, '')]
          : [],
      )
    : []

const decoded = (text: string): string => attempt(() => decodeURIComponent(text)) ?? text

/** A service may provide the headers; an error does not wait for it. */
const LONGEST_WAIT = 50

/** The keys and passwords that a model object uses, in its headers and in its address. */
export const secretsOf = async (model: {
  readonly modelId: string
}): Promise<readonly string[]> => {
  const { headers } = configOf(model)
  const value = typeof headers === 'function' ? attempt((): unknown => headers()) : headers
  const address = addressOf(model)
  const inAddress = address
    ? [address.password, decoded(address.password), ...address.searchParams.values()]
    : []
  // Headers that cannot be resolved were not sent either.
  const result = Promise.resolve(value).catch(() => undefined)
  return [
    ...values(await Promise.race([result, wait(LONGEST_WAIT, undefined, { ref: false })])),
    ...inAddress,
  ].filter(Boolean)
}
