import { configured } from '../adapter/configure.ts'
import { type Context, currentContext } from '../context/context.ts'
import { callsText, historyKey } from '../lm/history.ts'

export interface HistoryOptions {
  /** How many calls, counted from the latest. Default 1. */
  readonly last?: number
  /** Default: the current context. */
  readonly context?: Context
}

/**
 * The last calls to language models as text, each with its messages as they were sent. They are
 * remembered where a context has a `CallHistory` under `historyKey`, else in the history that
 * `configure({ lm })` begins. An empty text where nothing was called, or nothing is remembered.
 *
 * @example
 * const { lm } = await lmFromEnv(process.env)
 * configure({ lm })
 * await predict('question -> answer')({ question: 'Why is the sky blue?' })
 * console.log(history())
 */
export const history = ({ last = 1, context = currentContext() }: HistoryOptions = {}): string => {
  const memory = context.get(historyKey) ?? configured().history
  return last > 0 ? callsText(memory?.calls.slice(-last) ?? []) : ''
}
