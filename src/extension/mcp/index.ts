export { type McpHandler, type McpOptions, mcp } from './mcp.ts'
export { type Tool, type ToolOptions, type ToolResult, tool } from '../tool/tool.ts'
export { availableTools, type ToolSelection, toolsOf } from '../tool/tools-of.ts'
