import { AssumptionFailedError } from '../../../error/ashlar-error.ts'
import type { AttributeInfo, ResourceInfo } from '../../../resource/info.ts'
import { canonicalJson } from '../../../text/canonical-json.ts'
import { isSure } from '../../../type/stored-form.ts'
import type { Json } from '../../../type/type.ts'
import { MigrationRefusedError } from '../../errors.ts'
import { decodeText } from '../compile/decode.ts'
import { columnStorage, type Dialect } from '../compile/fragment.ts'
import type { SqlSession } from '../driver.ts'
import { identifier } from './names.ts'
import type { Operation } from './operation.ts'

const batch = 1000

interface Place {
  readonly info: ResourceInfo
  readonly attribute: AttributeInfo
}

/** Whether stored values may not fit the new type: another type, or fewer values. */
const narrows = ({ from, to }: Extract<Operation, { kind: 'alterColumn' }>): boolean => {
  if (from.type !== to.type) return true
  const [before, after] = [valuesOf(from.shape), valuesOf(to.shape)]
  if (before && after) return !before.every((value) => after.includes(value))
  return (
    canonicalJson(from.shape ?? null) !== canonicalJson(to.shape ?? null) &&
    (after !== undefined || from.shape !== undefined || to.type === 'jsonb')
  )
}
const valuesOf = (shape: Json | undefined): readonly Json[] | undefined =>
  ((shape ?? {}) as { readonly enum?: readonly Json[] }).enum

const placesOf = (operations: readonly Operation[], resources: readonly ResourceInfo[]): Place[] =>
  operations.flatMap((operation) => {
    if (operation.kind !== 'alterColumn' || !narrows(operation)) return []
    const { table, column } = operation
    return resources
      .filter((info) => info.table === table)
      .flatMap((info) => [...info.attributes.values()].map((attribute) => ({ info, attribute })))
      .filter(({ attribute }) => attribute.column === column && !isSure(attribute.type))
  })

/**
 * Reads all different values that are stored in a column, and counts the rows with those that its
 * type cannot read.
 */
const unreadable = async (
  session: SqlSession,
  { info, attribute }: Place,
  dialect: Dialect,
): Promise<number> => {
  const column = identifier(attribute.column)
  const decode = decodeText(columnStorage(attribute.type.storage, dialect), attribute.type)
  await session.query(
    `declare ashlar_values no scroll cursor for select ${column}::text, count(*) from ${identifier(info.table)} where ${column} is not null group by 1`,
    [],
  )
  let count = 0
  for (;;) {
    const { rows } = await session.query(`fetch ${batch} from ashlar_values`, [])
    for (const [text, times] of rows) if (!reads(decode, text)) count += Number(times)
    if (rows.length < batch) break
  }
  await session.query('close ashlar_values', [])
  return count
}
const reads = (decode: (raw: unknown) => unknown, text: unknown): boolean => {
  try {
    decode(text)
    return true
  } catch (error) {
    if (AssumptionFailedError.isInstance(error)) return false
    throw error
  }
}

/**
 * After a type has changed: refuses where it could not read what is stored, so that no read fails
 * later.
 */
export const assertFits = async (
  session: SqlSession,
  operations: readonly Operation[],
  resources: readonly ResourceInfo[],
  dialect: Dialect,
): Promise<void> => {
  const misfits: string[] = []
  for (const place of placesOf(operations, resources)) {
    const count = await unreadable(session, place, dialect)
    const { info, attribute } = place
    if (count)
      misfits.push(
        `${info.name}.${attribute.name}: ${count} ${count === 1 ? 'row holds' : 'rows hold'} a value that is not ${attribute.type.description}`,
      )
  }
  if (misfits.length)
    throw new MigrationRefusedError({
      reason: 'Stored values do not fit the new types, so nothing was changed',
      operations: misfits,
      fix: "Convert old values with mapValues({ old: 'new' }) on the attribute, or correct the rows first.",
    })
}
