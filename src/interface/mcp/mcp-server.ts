import type * as Sdk from '@modelcontextprotocol/server'
import type { Session } from '../../action/contract/session.ts'
import { toErrors } from '../../error/error-group.ts'
import type { JsonSchema } from '../../type/type.ts'
import type { Report } from '../describe/public-errors.ts'
import type { Tool, ToolResult } from '../tool/tool.ts'
import { isJsonObject } from '../../text/objects.ts'

interface ServerOptions {
  readonly name: string
  readonly version: string
  readonly instructions?: string
  readonly tools: readonly Tool[]
  readonly onError: Report
}

const hints = ({ kind }: Tool['describes']) => ({
  readOnlyHint: kind === 'read',
  destructiveHint: kind === 'destroy',
  openWorldHint: kind === 'action',
})
const isObjectSchema = (schema: JsonSchema) => schema.type === 'object'

const listed = ({ name, description, parameters, describes }: Tool): Sdk.Tool => ({
  name,
  description,
  inputSchema: parameters as Sdk.Tool['inputSchema'],
  ...(isObjectSchema(describes.outputSchema) ? { outputSchema: describes.outputSchema } : {}),
  annotations: hints(describes),
})

const rendered = (result: ToolResult): Sdk.CallToolResult => {
  const content = [{ type: 'text' as const, text: result.text }]
  if (!result.ok) return { content, isError: true }
  const { value } = result
  return { content, ...(isJsonObject(value) ? { structuredContent: value } : {}) }
}

/**
 * Makes the protocol's server for one request: the list is built once, what of it is shown depends
 * on the session.
 */
export const mcpServer = (
  sdk: typeof Sdk,
  { name, version, instructions, tools, onError }: ServerOptions,
): ((session: Session) => Sdk.McpServer) => {
  const entries = new Map(tools.map((tool) => [tool.name, { tool, entry: listed(tool) }]))
  const shows = async (tool: Tool, session: Session): Promise<boolean> =>
    tool.available(session).catch((error) => {
      // A refusal is an answer; anything else is a fault that somebody must hear of.
      if (toErrors(error).some(({ class: kind }) => kind !== 'forbidden' && kind !== 'invalid'))
        onError(error, `mcp: whether ${tool.name} is allowed`)
      return false
    })
  return (session) => {
    const server = new sdk.McpServer(
      { name, version },
      { capabilities: { tools: {} }, ...(instructions === undefined ? {} : { instructions }) },
    )
    server.server.setRequestHandler('tools/list', async () => {
      const shown = await Promise.all(
        [...entries.values()].map(async ({ tool, entry }) =>
          (await shows(tool, session)) ? [entry] : [],
        ),
      )
      return { tools: shown.flat() }
    })
    server.server.setRequestHandler('tools/call', async ({ params }, { mcpReq }) => {
      const tool = entries.get(params.name)?.tool
      if (!tool || !(await shows(tool, session)))
        throw new sdk.ProtocolError(
          sdk.ProtocolErrorCode.InvalidParams,
          `There is no tool "${params.name.slice(0, 64)}".`,
        )
      return rendered(
        await tool.execute(params.arguments, session, { signal: mcpReq.signal, onError }),
      )
    })
    return server
  }
}
