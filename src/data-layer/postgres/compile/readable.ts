import type { AttributeInfo, ResourceInfo } from '../../../resource/info.ts'
import type { QueryScope } from './scope.ts'
import { sql, type Sql } from './sql.ts'

const doubtful = (info: ResourceInfo, set: Readonly<Record<string, unknown>>): AttributeInfo[] =>
  [...info.attributes.values()].filter(
    ({ name, type }) => type.reads !== 'all' && !Object.hasOwn(set, name),
  )

/**
 * Whether a condition can tell which rows can be read back after a write that sets these
 * attributes.
 */
export const tellsReadable = (
  info: ResourceInfo,
  set: Readonly<Record<string, unknown>>,
): boolean => doubtful(info, set).every(({ type }) => type.reads !== undefined)

/**
 * Which rows can be read back after a write that sets these attributes: an older declaration, or
 * another program, may have stored what the type does not read.
 */
export const readable = (scope: QueryScope, set: Readonly<Record<string, unknown>>): Sql[] =>
  doubtful(scope.info, set).map((attribute) => {
    const { reads } = attribute.type
    const { compilation } = scope
    const { sql: column } = scope.column(attribute)
    const fits =
      typeof reads === 'string'
        ? sql`jsonb_typeof(${column}) = ${compilation.constant(reads, 'text')}`
        : sql`${column} in (${sql.join((reads ?? []).map((value) => compilation.constant(value, 'text')))})`
    return sql`(${fits}) is not false`
  })
