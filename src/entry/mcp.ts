export { type McpHandler, type McpOptions, mcp } from '../interface/mcp/mcp.ts'
export { type Tool, type ToolOptions, type ToolResult, tool } from '../interface/tool/tool.ts'
export { availableTools, type ToolSelection, toolsOf } from '../interface/tool/tools-of.ts'
