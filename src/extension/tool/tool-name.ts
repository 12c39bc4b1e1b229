import { DefinitionError } from '../../error/definition-error.ts'

/** A name every provider and MCP takes: at most 64 letters, digits, `_` and `-`. */
export const checkToolName = (name: string): string => {
  if (!/^[\w-]{1,64}$/.test(name))
    throw new DefinitionError({
      resource: 'tool',
      problem: `"${name}" is not a name for a tool`,
      fix: 'Use 1 to 64 letters, digits, _ and -: tool(action, { name: "search_posts" }).',
    })
  return name
}

/** Throws where two tools would answer to one name. */
export const checkUniqueNames = <T extends { readonly name: string }>(tools: readonly T[]): readonly T[] => {
  const seen = new Set<string>()
  for (const { name } of tools) {
    if (seen.has(name))
      throw new DefinitionError({
        resource: 'tool',
        problem: `two tools are named "${name}"`,
        fix: 'Give one of them another name: tool(action, { name: "…" }).',
      })
    seen.add(name)
  }
  return tools
}
