export { type McpHandler, type McpOptions, mcp } from '../interface/mcp/mcp.ts'
export { type Tool, type ToolOptions, type ToolResult, tool } from '../interface/tool/tool.ts'
export { availableTools, type ToolSelection, toolsOf } from '../interface/tool/tools-of.ts'
export { UnauthenticatedError } from '../error/forbidden-error.ts'
export { RequestRefusedError } from '../interface/server/request-refused.ts'

// A project's own declarations are written to .d.ts files by these names.
export type { ActionResource, AnyAction } from '../action/contract/action.ts'
export type { Session } from '../action/contract/session.ts'
export type { App } from '../app/app.ts'
export type { ServableApp } from '../interface/describe/serve.ts'
