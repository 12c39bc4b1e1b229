import { dirname, join } from 'node:path'
import { parseAst } from 'rolldown/parseAst'
import type { SourceFile } from './source-files.ts'

interface SyntaxNode {
  readonly type: string
  readonly [key: string]: unknown
}

const isNode = (value: unknown): value is SyntaxNode =>
  typeof value === 'object' && value !== null && typeof (value as SyntaxNode).type === 'string'

const childrenOf = (node: SyntaxNode): SyntaxNode[] =>
  Object.values(node).flatMap((value) => (Array.isArray(value) ? value : [value]).filter(isNode))

const descendants = function* (node: SyntaxNode): Generator<SyntaxNode> {
  yield node
  for (const child of childrenOf(node)) yield* descendants(child)
}

/** The names that a pattern binds: `a`, `{ a, b: c }`, `[a, ...b]`, `a = 1`. */
const boundNames = (pattern: unknown): string[] => {
  if (!isNode(pattern)) return []
  switch (pattern.type) {
    case 'Identifier':
      return [pattern['name'] as string]
    case 'ObjectPattern':
      return (pattern['properties'] as SyntaxNode[]).flatMap((property) =>
        boundNames(property['value'] ?? property['argument']),
      )
    case 'ArrayPattern':
      return (pattern['elements'] as unknown[]).flatMap(boundNames)
    case 'AssignmentPattern':
      return boundNames(pattern['left'])
    case 'RestElement':
      return boundNames(pattern['argument'])
    default:
      return []
  }
}

const declaredNames = (node: SyntaxNode): string[] =>
  node.type === 'VariableDeclaration'
    ? (node['declarations'] as SyntaxNode[]).flatMap(({ id }) => boundNames(id))
    : boundNames(node['id'])

const programOf = (file: SourceFile): SyntaxNode =>
  parseAst(file.text, { lang: 'ts' }, file.path) as unknown as SyntaxNode

export interface ExportedName {
  readonly name: string
  readonly path: string
  /** Types vanish when the code runs; values do not. */
  readonly isValue: boolean
}

/** What a file declares and exports under its own name. */
export const exportedNames = (file: SourceFile): ExportedName[] =>
  (programOf(file)['body'] as SyntaxNode[]).flatMap(({ type, declaration }) => {
    if (type !== 'ExportNamedDeclaration' || !isNode(declaration)) return []
    const isValue = !declaration.type.startsWith('TS') && declaration['declare'] !== true
    return declaredNames(declaration).map((name) => ({ name, path: file.path, isValue }))
  })

/** The names of all variables and functions of a file, and of the parameters of its functions. */
export const localNames = (file: SourceFile): string[] =>
  [...descendants(programOf(file))].flatMap((node) => {
    if (node.type === 'VariableDeclaration') return declaredNames(node)
    const names = node.type === 'FunctionDeclaration' ? boundNames(node['id']) : []
    const hasBody = /^(?:ArrowFunction|Function)/.test(node.type)
    return hasBody ? [...names, ...(node['params'] as unknown[]).flatMap(boundNames)] : names
  })

/**
 * The names that a file takes from another one by import or re-export; all of them where it takes
 * the whole.
 */
export const takenNames = (file: SourceFile): { readonly from: string; readonly name: string }[] =>
  (programOf(file)['body'] as SyntaxNode[]).flatMap(({ type, source, specifiers }) => {
    if (!/^(?:Import|Export(?:Named|All))Declaration$/.test(type) || !isNode(source)) return []
    const from = join(dirname(file.path), String(source['value']))
    if (type === 'ExportAllDeclaration') return [{ from, name: '*' }]
    return (specifiers as SyntaxNode[]).map((specifier) => {
      const original = specifier['imported'] ?? specifier['local']
      const isWhole = specifier.type === 'ImportNamespaceSpecifier' || !isNode(original)
      return { from, name: isWhole ? '*' : String(original['name']) }
    })
  })

/** Files that are loaded whole when they are first needed: `import('./serve-lm.ts')`. */
export const lazyImports = (file: SourceFile): string[] =>
  [...file.text.matchAll(/\bimport\('(\.[^']+)'\)/g)].map((match) =>
    join(dirname(file.path), match[1] as string),
  )
