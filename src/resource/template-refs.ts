import { type Expr, expression, type TemplateNode } from '../expression/node.ts'

/** A value bound when the action runs, and by further names the values inside it: `actor.id`, `actor.team.id`. */
const templateRef = (source: TemplateNode['source'], path: readonly string[]): Expr<unknown> => {
  const known = new Map<string, Expr<unknown>>()
  return new Proxy(expression<unknown>({ kind: 'template', source, path: Object.freeze(path) }), {
    get: (target, name) => {
      if (typeof name === 'symbol') return Reflect.get(target, name)
      if (name === 'node') return target.node
      if (!known.has(name)) known.set(name, templateRef(source, [...path, name]))
      return known.get(name)
    },
  })
}

/** The actor inside a policy. Each of its fields is null for `anonymous`. */
export const actorRefs: Expr<unknown> = templateRef('actor', [])

/** An action's arguments inside its expressions. */
export const argumentRefs: Expr<unknown> = templateRef('argument', [])
