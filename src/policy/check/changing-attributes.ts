import { call, type Node, nodeOf, refNode, valueNode } from '../../expression/node.ts'
import { type Check, type CheckNames, type CheckRequest, defineCheck } from '../check.ts'

export interface AttributeChange {
  /** The stored value; never fits a create. */
  readonly from?: unknown
  /** The new value. */
  readonly to?: unknown
}
type Changes = Readonly<Record<string, AttributeChange>>
type NameOf<A> = A extends string ? A : keyof A & string

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
export const changingAttributes = <const A extends string | Changes>(
  ...attributes: readonly [A, ...A[]]
): Check<CheckNames<NameOf<A>, never, never, never>> => {
  const wanted = attributes.flatMap((attribute): [string, AttributeChange][] => (typeof attribute === 'string' ? [[attribute, {}]] : Object.entries(attribute)))
  const names = wanted.map(([name]) => name)
  const decide = (request: CheckRequest) => {
    if (request.kind !== 'create' && request.kind !== 'update') return false
    return call('or', ...wanted.map(([name, values]) => change(name, values, request)))
  }
  return defineCheck(`changing ${names.join(' or ')}`, decide, { attributes: names as NameOf<A>[] })
}
