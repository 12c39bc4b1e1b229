import { LmUnsupportedError } from '../error/lm-error.ts'

export type Environment = Readonly<Record<string, string | undefined>>

const OPENAI_MODEL = 'gpt-5.6'
const ANTHROPIC_MODEL = 'claude-haiku-5-5'

export interface Choice {
  readonly provider: string
  readonly model: string
  /** Which variable decided, for the description. */
  readonly because: string
}

/** Splits `provider/model`; the model may hold further slashes. */
export const providerAndModel = (text: string, variable: string): Choice => {
  const at = text.indexOf('/')
  if (at < 1 || at === text.length - 1)
    throw new LmUnsupportedError(
      `${variable} is "${text}", but should be provider/model, such as openai/${OPENAI_MODEL}`,
    )
  return { provider: text.slice(0, at), model: text.slice(at + 1), because: variable }
}

/**
 * Which model an environment asks for: `ASHLAR_MODEL` first, then the OpenAI and the Anthropic key,
 * then an OpenAI-compatible base URL. Undefined: none.
 */
export const chooseModel = (env: Environment): Choice | undefined => {
  const name = env.ASHLAR_MODEL?.trim()
  if (name === 'offline') return undefined
  if (name) return providerAndModel(name, 'ASHLAR_MODEL')
  if (env.OPENAI_API_KEY)
    return { provider: 'openai', model: OPENAI_MODEL, because: 'OPENAI_API_KEY' }
  if (env.ANTHROPIC_API_KEY)
    return { provider: 'anthropic', model: ANTHROPIC_MODEL, because: 'ANTHROPIC_API_KEY' }
  return env.OPENAI_BASE_URL
    ? { provider: 'openai', model: OPENAI_MODEL, because: 'OPENAI_BASE_URL' }
    : undefined
}

/**
 * The settings of a provider's package: of OpenAI and Anthropic their variables, of others what the
 * package reads by itself.
 */
export const providerSettings = (
  provider: string,
  env: Environment,
): { readonly apiKey?: string; readonly baseURL?: string } => {
  const prefix = provider.toUpperCase().replace(/-/g, '_')
  const apiKey =
    env[`${prefix}_API_KEY`] || (provider === 'openai' && env.OPENAI_BASE_URL ? 'none' : undefined)
  const baseURL = env[`${prefix}_BASE_URL`]?.replace(/\/+$/, '')
  return { ...(apiKey ? { apiKey } : {}), ...(baseURL ? { baseURL } : {}) }
}
