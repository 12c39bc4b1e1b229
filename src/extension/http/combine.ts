import { RequestRefused } from '../../error/request-refused.ts'
import { publicErrors } from '../derive/public-errors.ts'
import { errorResponse } from './error-response.ts'
import type { Handler } from './handler.ts'

const below = (path: string, base: string) => base === '/' || path === base || path.startsWith(`${base}/`)

/** Several handlers as one: each request goes to the handler with the longest path that fits. */
export const combine = (...handlers: readonly Handler[]): Handler => {
  const longestFirst = handlers.toSorted((left, right) => right.path.length - left.path.length)
  const paths = handlers.map(({ path }) => path).join(', ')
  const refuse = () => errorResponse(publicErrors(new RequestRefused('no_such_path', { detail: `There is: ${paths}.` }), 'http', () => {}))
  return {
    path: '/',
    origins: handlers.flatMap(({ origins = [] }) => origins),
    fetch: async (request) => longestFirst.find(({ path }) => below(new URL(request.url).pathname, path))?.fetch(request) ?? refuse(),
    close: async () => {
      await Promise.all(handlers.map(async (handler) => handler.close?.()))
    },
  }
}
