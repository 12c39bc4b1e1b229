export { combine } from '../interface/http/handler.ts'
export type { Handler } from '../interface/http/handler.ts'
export { http, type HttpOptions } from '../interface/http/http.ts'
export { type Listening, type ListenOptions, listen } from '../interface/http/listen.ts'
export {
  UnauthenticatedError,
  UnauthenticatedError as Unauthenticated,
} from '../error/forbidden-error.ts'
export { RequestRefusedError } from '../interface/server/request-refused.ts'
export { ListenFailedError } from '../interface/server/start-server.ts'

// A project's own declarations are written to .d.ts files by these names.
export type { App } from '../app/app.ts'
