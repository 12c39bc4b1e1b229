import { call, type Node, nodeOf, refNode, valueNode } from '../../expression/node.ts'
import { type Check, type CheckRequest, defineCheck } from '../check.ts'

export interface AttributeChange {
  /** The stored value; never fits a create. */
  readonly from?: unknown
  /** The new value. */
  readonly to?: unknown
}
type Changes = Readonly<Record<string, AttributeChange>>

const same = (left: Node, right: unknown) => call('not', call('isDistinctFrom', left, valueNode(right)))

const change = (name: string, wanted: AttributeChange, { kind, changing }: CheckRequest): Node => {
  if (!Object.hasOwn(changing, name)) return valueNode(false)
  const [before, after] = [refNode([], name), nodeOf(changing[name] ?? null)]
  const stored = kind === 'update'
  return call(
    'and',
    ...(stored ? [call('isDistinctFrom', before, after)] : []),
    ...('from' in wanted ? [stored ? same(before, wanted.from) : valueNode(false)] : []),
    ...('to' in wanted ? [same(after, wanted.to)] : []),
  )
}

/**
 * A write changes one of these attributes: a create sets it, an update gives it another value than is stored.
 * With an object, only from and to the given values: `changingAttributes({ status: { from: 'draft', to: 'published' } })`.
 */
export const changingAttributes = (...attributes: readonly [string | Changes, ...(string | Changes)[]]): Check => {
  const wanted = attributes.flatMap((attribute): [string, AttributeChange][] => (typeof attribute === 'string' ? [[attribute, {}]] : Object.entries(attribute)))
  return defineCheck(`changing ${wanted.map(([name]) => name).join(' or ')}`, (request) => {
    if (request.kind !== 'create' && request.kind !== 'update') return false
    return call('or', ...wanted.map(([name, values]) => change(name, values, request)))
  })
}
