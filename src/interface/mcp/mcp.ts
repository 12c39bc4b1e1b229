import type { AuthInfo, McpHttpHandler } from '@modelcontextprotocol/server'
import type { Session } from '../../action/contract/session.ts'
import type { App } from '../../app/app.ts'
import { refuseTenant } from '../../error/capability-missing.ts'
import { ForbiddenError } from '../../error/forbidden-error.ts'
import { missingPackage } from '../../error/optional-package.ts'
import { exposedActions } from '../describe/describe-action.ts'
import { publicErrors } from '../describe/public-errors.ts'
import { assertServable } from '../describe/serve.ts'
import { type Handler, logRequests, normalPath, sessionOf } from '../http/handler.ts'
import { clientGone, errorResponse } from '../http/response.ts'
import { isAllowedOrigin } from '../server/callers.ts'
import { checkUniqueNames, type Tool } from '../tool/tool.ts'
import { toolsOf } from '../tool/tools-of.ts'
import { mcpServer } from './mcp-server.ts'

export interface McpOptions<Actor> {
  readonly name: string
  readonly version: string
  /** How a client should use the tools. */
  readonly instructions?: string
  /**
   * Who asks; null is `anonymous`. `authInfo` is what a bearer check in front of the handler found.
   * Throw `Unauthenticated` for a token that is wrong.
   */
  readonly actor: (
    request: Request,
    authInfo: AuthInfo | undefined,
  ) => Actor | null | Promise<Actor | null>
  /** Default: all public actions of the app. */
  readonly tools?: readonly Tool[]
  /** Default `/mcp`. */
  readonly path?: string
  /**
   * Web pages that may call, in addition to those of this machine: host names, or whole origins.
   * The request's own Host header is never trusted.
   */
  readonly allowedOrigins?: readonly string[]
  /** The most bytes of a request body. Default: the app's limit `bodyBytes`. */
  readonly maxBodyBytes?: number
}
export interface McpHandler extends Handler {
  readonly fetch: (
    request: Request,
    options?: { readonly authInfo?: AuthInfo },
  ) => Promise<Response>
}

/**
 * The caller's session travels with the request through the protocol library, in the place it has
 * for what authentication found.
 */
const carrying = (session: Session, authInfo: AuthInfo | undefined): AuthInfo => ({
  token: '',
  clientId: '',
  scopes: [],
  ...authInfo,
  extra: { ...authInfo?.extra, session },
})

const served = <Actor>(
  app: App<Actor>,
  selection: readonly Tool[] | undefined,
): readonly Tool[] => {
  const actions = selection?.map(({ describes }) => describes.action) ?? exposedActions(app)
  assertServable(app, actions, 'mcp(…)')
  return checkUniqueNames(selection ?? toolsOf(app)).toSorted((left, right) =>
    left.name < right.name ? -1 : 1,
  )
}

/**
 * An MCP endpoint (Streamable HTTP) whose tools are actions, under the caller's policies: the list
 * of tools is computed for each request. What goes wrong in a tool is a result with `isError`.
 * Needs the package `@modelcontextprotocol/server`, imported with the first request.
 *
 * @example
 * const tools = [tool(Post.actions.published, { name: 'search_posts' }), tool(Post.actions.summarize)]
 * const server = await listen(mcp(blog, { name: 'blog', version: '1.0.0', actor: (request) => userOfToken(request), tools }), { port: 3000 })
 */
export const mcp = <Actor>(app: App<Actor>, options: McpOptions<Actor>): McpHandler => {
  refuseTenant(options, 'mcp(…)')
  const tools = served(app, options.tools)
  const path = normalPath(options.path ?? '/mcp')
  const { allowedOrigins = [] } = options
  let opened: Promise<McpHttpHandler> | undefined

  const open = async (): Promise<McpHttpHandler> => {
    const sdk = await import('@modelcontextprotocol/server').catch(
      missingPackage('@modelcontextprotocol/server', 'mcp()'),
    )
    const serve = mcpServer(sdk, { ...options, tools, onError: app.onError })
    return sdk.createMcpHandler(({ authInfo }) => serve(authInfo?.extra?.session as Session), {
      maxRequestBodySize: options.maxBodyBytes ?? app.limits.bodyBytes,
      onerror: (error) => app.onError(error, 'mcp'),
    })
  }

  const answer = async (request: Request, authInfo: AuthInfo | undefined): Promise<Response> => {
    const origin = request.headers.get('origin')
    if (origin !== null && !isAllowedOrigin(origin, allowedOrigins))
      throw new ForbiddenError({
        reason: 'pages of this origin may not call; allowedOrigins names those that may',
      })
    opened ??= open()
    const handler = await opened
    const session = await sessionOf(
      app,
      { ...options, actor: (incoming) => options.actor(incoming, authInfo) },
      request,
    )
    return handler.fetch(request, { authInfo: carrying(session, authInfo) })
  }

  return {
    path,
    origins: allowedOrigins,
    fetch: logRequests(app, 'mcp', (request, { authInfo }: { readonly authInfo?: AuthInfo } = {}) =>
      answer(request, authInfo).catch((error) =>
        request.signal.aborted
          ? new Response(null, { status: clientGone })
          : errorResponse(publicErrors(error, 'mcp', app.onError)),
      ),
    ),
    close: async () => (await opened)?.close(),
  }
}
