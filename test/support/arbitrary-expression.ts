import * as fc from 'fast-check'
import {
  call,
  type Node,
  type Operator,
  refNode,
  type SortNode,
  valueNode,
} from '../../src/expression/node.ts'
import type { Scope } from '../../src/expression/scope.ts'

/** The fields of the records that arbitrary expressions are about; each can be null. */
export const arbitraryFields = {
  number: {
    n: fc.option(fc.integer({ min: -3, max: 3 })),
    m: fc.option(fc.constantFrom(-2.5, -1, 0, 0.5, 1.005, 2)),
  },
  text: {
    s: fc.option(fc.constantFrom('', 'a', 'b', 'A b', ' a\t', '%', 'é', '\u{1F600}', '\uFFFD')),
    u: fc.option(fc.constantFrom('a', '_', 'ab')),
  },
  time: {
    d: fc.option(
      fc.constantFrom(
        new Date(0),
        new Date(1),
        new Date(86400000),
        new Date('2024-02-29T23:59:59.999Z'),
        new Date('0001-01-01T00:00:00Z'),
        new Date('9999-12-31T23:59:59.999Z'),
      ),
    ),
  },
  list: { l: fc.option(fc.array(fc.option(fc.constantFrom('a', 'b', '')), { maxLength: 3 })) },
  boolean: { p: fc.option(fc.boolean()), q: fc.option(fc.boolean()) },
} as const
const fields = {
  ...arbitraryFields.number,
  ...arbitraryFields.text,
  ...arbitraryFields.time,
  ...arbitraryFields.list,
  ...arbitraryFields.boolean,
}

export interface ArbitraryRecord {
  readonly fields: Readonly<Record<string, unknown>>
  /** What `one` leads to, a to-one relationship. */
  readonly one: ArbitraryRecord | null
  /** What `many` leads to, a to-many relationship. */
  readonly many: readonly ArbitraryRecord[]
}
export const arbitraryRecord: fc.Arbitrary<ArbitraryRecord> = fc.letrec<{
  leaf: ArbitraryRecord
  record: ArbitraryRecord
}>((tie) => ({
  leaf: fc.record({ fields: fc.record(fields), one: fc.constant(null), many: fc.constant([]) }),
  record: fc.record({
    fields: fc.record(fields),
    one: fc.option(tie('leaf')),
    many: fc.array(tie('leaf'), { maxLength: 3 }),
  }),
})).record

const follow = (
  records: readonly ArbitraryRecord[],
  [name, ...rest]: readonly string[],
): readonly ArbitraryRecord[] => {
  if (name === undefined) return records
  const next = records.flatMap((record) =>
    name === 'many' ? record.many : record.one ? [record.one] : [],
  )
  return follow(next, rest)
}
export const recordScope = (record: ArbitraryRecord): Scope => ({
  ref: (path, name) => follow([record], path)[0]?.fields[name] ?? null,
  related: (path) => follow([record], path).map(recordScope),
  now: () => new Date(5),
})

interface Kinds {
  boolean: Node
  number: Node
  text: Node
  time: Node
  list: Node
}
const refs = (kind: keyof Kinds) =>
  fc.constantFrom(
    ...Object.keys(arbitraryFields[kind]).flatMap((name) => [
      refNode([], name),
      refNode(['one'], name),
    ]),
  )
const literal = (kind: keyof Kinds) =>
  fc.oneof(...Object.values(arbitraryFields[kind])).map(valueNode)
const leaf = (kind: keyof Kinds) =>
  fc.oneof({ weight: 3, arbitrary: refs(kind) }, { weight: 2, arbitrary: literal(kind) })
const of = (operator: Operator, ...operands: fc.Arbitrary<Node>[]) =>
  fc.tuple(...operands).map((nodes): Node => call(operator, ...nodes))
const anyOf = (operators: readonly Operator[], ...operands: fc.Arbitrary<Node>[]) =>
  fc.constantFrom(...operators).chain((operator) => of(operator, ...operands))
const several = (operator: Operator, operand: fc.Arbitrary<Node>, minLength = 0) =>
  fc.array(operand, { minLength, maxLength: 4 }).map((nodes): Node => call(operator, ...nodes))
const sortBy = (by: fc.Arbitrary<Node>): fc.Arbitrary<SortNode[]> =>
  fc.array(
    fc.record({
      by,
      direction: fc.constantFrom('asc', 'desc'),
      nulls: fc.constantFrom('first', 'last'),
    }),
    { maxLength: 2 },
  )
const aggregate = (
  name: fc.Arbitrary<string>,
  inner: fc.Arbitrary<Node> | undefined,
  where: fc.Arbitrary<Node>,
) =>
  fc.record({
    kind: fc.constant('aggregate'),
    function: name,
    path: fc.constantFrom(['many'], ['one', 'many']),
    of: inner ?? fc.constant(undefined),
    where: fc.option(where, { nil: undefined }),
    sort: sortBy(leaf('number')),
    origin: fc.constant('trusted'),
  }) as fc.Arbitrary<Node>

const unit = fc
  .constantFrom('second', 'minute', 'hour', 'day', 'week', 'month', 'year')
  .map(valueNode)

/**
 * Well-typed expressions of every kind over `arbitraryRecord`, all operators but those on vectors.
 */
export const arbitraryExpression = fc.letrec<Kinds>((tie) => {
  const own = (kind: keyof Kinds): fc.Arbitrary<Node> => tie(kind) as fc.Arbitrary<Node>
  const [b, n, s, d, l] = [own('boolean'), own('number'), own('text'), own('time'), own('list')]
  const shared = (kind: keyof Kinds, same: fc.Arbitrary<Node>) => [
    of('if', b, same, same),
    several('coalesce', same, 1),
    leaf(kind),
  ]
  const maxDepth = 4
  const compared = ['eq', 'ne', 'lt', 'lte', 'gt', 'gte', 'isDistinctFrom'] as const
  const inValues = (kind: 'number' | 'text', same: fc.Arbitrary<Node>) =>
    of(
      'in',
      same,
      fc.array(fc.oneof(...Object.values(arbitraryFields[kind])), { maxLength: 3 }).map(valueNode),
    )
  /** Two parts of a key, or three, with as many values for each. */
  const inKeys = fc
    .tuple(
      fc.constantFrom(...(['number', 'text', 'time', 'boolean'] as const)),
      fc.constantFrom('number', 'text'),
      fc.nat({ max: 4 }),
    )
    .chain(([first, second, size]) => {
      const part = (kind: keyof Kinds) =>
        fc.tuple(
          fc.oneof(leaf(kind), own(kind)),
          fc
            .array(fc.oneof(...Object.values(arbitraryFields[kind])), {
              minLength: size,
              maxLength: size,
            })
            .map(valueNode),
        )
      return fc
        .array(part(second), { minLength: 1, maxLength: 2 })
        .chain((rest) => part(first).map((head): Node => call('inKeys', ...[head, ...rest].flat())))
    })
  const exists = fc.record({
    kind: fc.constant('exists'),
    path: fc.constantFrom(['many'], ['one'], ['one', 'many']),
    where: fc.option(b, { nil: undefined }),
    origin: fc.constantFrom('trusted', 'input'),
  }) as fc.Arbitrary<Node>
  return {
    boolean: fc.oneof(
      { maxDepth, depthIdentifier: 'x' },
      leaf('boolean'),
      several('and', b),
      several('or', b),
      of('not', b),
      ...[n, s, d, b].map((side) => anyOf(compared, side, side)),
      inValues('number', n),
      inValues('text', s),
      of('in', s, l),
      inKeys,
      of('isNull', fc.oneof(n, s, d, b)),
      anyOf(['contains', 'startsWith', 'endsWith'], s, s),
      of('has', l, s),
      of('intersects', l, l),
      exists,
      ...shared('boolean', b),
    ),
    number: fc.oneof(
      { maxDepth, depthIdentifier: 'x' },
      leaf('number'),
      anyOf(['add', 'subtract', 'multiply', 'divide'], n, n),
      anyOf(['negate', 'abs'], n),
      of('round', n, fc.constantFrom(0, 1, 2).map(valueNode)),
      of('length', s),
      of('size', l),
      aggregate(fc.constant('count'), undefined, b),
      aggregate(fc.constantFrom('sum', 'min', 'max', 'avg', 'first'), n, b),
      ...shared('number', n),
    ),
    text: fc.oneof(
      { maxDepth, depthIdentifier: 'x' },
      leaf('text'),
      several('concat', s),
      anyOf(['lower', 'upper', 'trim', 'md5'], s),
      aggregate(fc.constantFrom('min', 'max', 'first'), s, b),
      ...shared('text', s),
    ),
    time: fc.oneof(
      { maxDepth, depthIdentifier: 'x' },
      leaf('time'),
      of('now'),
      of(
        'dateAdd',
        d,
        fc.oneof(n, fc.constantFrom(-1, 0.5, 13, 1e5, -1e9, 1e300, null).map(valueNode)),
        unit,
      ),
      of('startOf', unit, d),
      ...shared('time', d),
    ),
    list: fc.oneof(
      { maxDepth, depthIdentifier: 'x' },
      leaf('list'),
      aggregate(fc.constant('list'), s, b),
      ...shared('list', l),
    ),
  }
})
