import { AshlarError } from '../error/ashlar-error.ts'
import { type Node, type TemplateNode, valueNode } from './node.ts'
import { mapChildren } from './walk.ts'

/**
 * An expression uses a field of the actor that was not loaded. Treating it as null could authorize
 * the wrong actor.
 */
export class FieldNotLoadedError extends AshlarError {
  static override readonly mark: string = 'ashlar.FieldNotLoadedError'
  readonly class = 'framework'
  readonly code = 'field_not_loaded'
  constructor({ of, path }: { readonly of: string; readonly path: readonly string[] }) {
    const name = path.join('.')
    super(
      `The ${of}'s field "${name}" is not loaded. Load it before you create the session, or set it to null if there is none.`,
      {
        field: name,
        path,
        variables: { of },
      },
    )
  }
}

/** What templates stand for in one call. */
export interface Bindings {
  /** null is `anonymous`: every path into it is null. */
  readonly actor: unknown
  readonly arguments?: Readonly<Record<string, unknown>>
  readonly context?: Readonly<Record<string, unknown>>
  readonly tenant?: string | undefined
  /** Where given, `now` becomes this time. */
  readonly now?: Date
}

const at = (
  root: unknown,
  path: readonly string[],
  missing: (upTo: number) => unknown,
): unknown => {
  let value = root ?? null
  for (const [i, name] of path.entries()) {
    if (value === null) return null
    const next = (value as Readonly<Record<string, unknown>>)[name]
    if (next === undefined) return missing(i + 1)
    value = next
  }
  return value
}
const none = () => null

const bound = ({ source, path }: TemplateNode, bindings: Bindings): unknown => {
  switch (source) {
    case 'actor':
      return at(bindings.actor, path, (upTo) => {
        throw new FieldNotLoadedError({ of: 'actor', path: path.slice(0, upTo) })
      })
    case 'argument':
      return at(bindings.arguments, path, none)
    case 'context':
      return at(bindings.context, path, none)
    case 'tenant':
      return bindings.tenant ?? null
    default:
      return source satisfies never
  }
}

/** Whether a template waits for a later binding. */
type Waits = (node: TemplateNode) => boolean

/**
 * The tree with its templates replaced by values. What an argument or the context does not have is
 * null; a field that an actor does not have is a `FieldNotLoaded`, since null would be a guess.
 */
export const bind = (node: Node, bindings: Bindings, waits: Waits = () => false): Node => {
  if (node.kind === 'template') return waits(node) ? node : valueNode(bound(node, bindings))
  if (node.kind === 'call' && node.operator === 'now' && bindings.now)
    return valueNode(bindings.now)
  return mapChildren(node, (child) => bind(child, bindings, waits))
}

/**
 * The tree with the known attributes of the record as values, not simplified. Attributes of related
 * records stay.
 */
export const fillIn = (node: Node, facts: Readonly<Record<string, unknown>>): Node => {
  if (node.kind === 'ref')
    return node.path.length === 0 && Object.hasOwn(facts, node.name)
      ? valueNode(facts[node.name] ?? null)
      : node
  return node.kind === 'call' ? mapChildren(node, (child) => fillIn(child, facts)) : node
}
