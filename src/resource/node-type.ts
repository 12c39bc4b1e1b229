import type { AggregateNode, CallNode, Node, Operator, RefNode } from '../expression/node.ts'
import { booleanType } from '../type/boolean.ts'
import { datetimeType } from '../type/date.ts'
import { field } from '../type/field.ts'
import { floatType } from '../type/float.ts'
import { integerType } from '../type/integer.ts'
import { listType } from '../type/list.ts'
import { stringType } from '../type/string.ts'
import { sumType } from '../type/sum.ts'
import type { Type } from '../type/type.ts'
import type { ResourceInfo } from './info.ts'

type AnyType = Type<unknown>
const [boolean, datetime, float, integer, string] = [
  booleanType(),
  datetimeType(),
  floatType(),
  integerType(),
  stringType({ trim: false, allowEmpty: true }),
] as unknown as [AnyType, AnyType, AnyType, AnyType, AnyType]

/** The type of an operator's result; `operands` if it is that of the operands. */
const results: Readonly<Record<Operator, AnyType | 'operands'>> = {
  and: boolean,
  or: boolean,
  not: boolean,
  eq: boolean,
  ne: boolean,
  lt: boolean,
  lte: boolean,
  gt: boolean,
  gte: boolean,
  in: boolean,
  inKeys: boolean,
  isNull: boolean,
  isDistinctFrom: boolean,
  contains: boolean,
  startsWith: boolean,
  endsWith: boolean,
  has: boolean,
  intersects: boolean,
  add: float,
  subtract: float,
  multiply: float,
  divide: float,
  negate: float,
  abs: float,
  round: float,
  cosineDistance: float,
  l2Distance: float,
  innerProduct: float,
  length: integer,
  size: integer,
  concat: string,
  lower: string,
  upper: string,
  trim: string,
  md5: string,
  now: datetime,
  dateAdd: datetime,
  startOf: datetime,
  coalesce: 'operands',
  if: 'operands',
}

const valueType = (value: unknown): AnyType | undefined => {
  if (value instanceof Date) return datetime
  return { string, number: float, boolean }[typeof value as 'string']
}

/**
 * The resource at the end of a path; undefined where a step is not a relationship of its resource.
 */
export const endOf = (info: ResourceInfo, path: readonly string[]): ResourceInfo | undefined =>
  path.reduce<ResourceInfo | undefined>(
    (at, name) => at?.relationships.get(name)?.destination,
    info,
  )

const refType = (info: ResourceInfo, { path, name }: RefNode): AnyType | undefined => {
  const end = endOf(info, path)
  return (end?.attributes.get(name) ?? end?.calculations.get(name) ?? end?.aggregates.get(name))
    ?.type
}

const callType = (info: ResourceInfo, { operator, operands }: CallNode): AnyType | undefined => {
  const result = results[operator]
  if (result !== 'operands') return result
  const branches = operator === 'if' ? operands.slice(1) : operands
  return branches.map((operand) => nodeType(info, operand)).find((type) => type !== undefined)
}

const aggregateType = (
  info: ResourceInfo,
  { function: name, path, of }: AggregateNode,
): AnyType | undefined => {
  if (name === 'count') return integer
  if (name === 'exists') return boolean
  if (name === 'avg') return float
  const end = endOf(info, path)
  const type = of && end && nodeType(end, of)
  if (name === 'sum') return type && sumType(type)
  return name === 'list' && type ? (listType(field(type)) as unknown as AnyType) : type
}

/** The type of an expression's value; undefined for null and for what was not bound. */
export const nodeType = (info: ResourceInfo, node: Node): AnyType | undefined => {
  switch (node.kind) {
    case 'value':
      return valueType(node.value)
    case 'ref':
      return refType(info, node)
    case 'call':
      return callType(info, node)
    case 'exists':
      return boolean
    case 'aggregate':
      return aggregateType(info, node)
    case 'template':
      return undefined
    default:
      return node satisfies never
  }
}
