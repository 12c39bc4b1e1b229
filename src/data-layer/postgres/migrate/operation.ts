import { canonicalJson } from '../../../text/canonical-json.ts'
import type { Json } from '../../../type/type.ts'
import type { ColumnSnapshot } from './column-snapshot.ts'
import type { IndexSnapshot, ReferenceSnapshot, TableSnapshot } from './snapshot.ts'

/** One step from one shape of the tables to another. Each holds what its inverse needs. */
export type Operation =
  | {
      readonly kind: 'createTable' | 'dropTable'
      readonly table: string
      readonly definition: Pick<TableSnapshot, 'columns' | 'primaryKey'>
    }
  | {
      readonly kind: 'addColumn' | 'dropColumn'
      readonly table: string
      readonly column: string
      readonly definition: ColumnSnapshot
    }
  | {
      readonly kind: 'renameTable'
      readonly table: string
      readonly from: string
      readonly to: string
    }
  | {
      readonly kind: 'renameColumn'
      readonly table: string
      readonly from: string
      readonly to: string
    }
  | {
      readonly kind: 'alterColumn'
      readonly table: string
      readonly column: string
      readonly from: ColumnSnapshot
      readonly to: ColumnSnapshot
    }
  | {
      readonly kind: 'changePrimaryKey'
      readonly table: string
      readonly from: readonly string[]
      readonly to: readonly string[]
    }
  | {
      readonly kind: 'addIndex' | 'dropIndex'
      readonly table: string
      readonly name: string
      readonly definition: IndexSnapshot
    }
  | {
      readonly kind: 'addReference' | 'dropReference'
      readonly table: string
      readonly name: string
      readonly definition: ReferenceSnapshot
    }

const opposites = {
  createTable: 'dropTable',
  dropTable: 'createTable',
  addColumn: 'dropColumn',
  dropColumn: 'addColumn',
  addIndex: 'dropIndex',
  dropIndex: 'addIndex',
  addReference: 'dropReference',
  dropReference: 'addReference',
} as const

export const inverse = (operation: Operation): Operation => {
  switch (operation.kind) {
    case 'renameTable':
      return { ...operation, table: operation.from, from: operation.to, to: operation.from }
    case 'renameColumn':
    case 'alterColumn':
    case 'changePrimaryKey':
      return { ...operation, from: operation.to, to: operation.from } as Operation
    default:
      return { ...operation, kind: opposites[operation.kind] } as Operation
  }
}

/** Types whose every value the other can hold. */
const widening = (from: string, to: string): boolean =>
  to === 'text' ||
  to === 'jsonb' ||
  (from === 'integer' && to === 'bigint') ||
  // Whole numbers here are at most 2^53, which a float holds exactly.
  (['bigint', 'integer'].includes(from) && (to === 'numeric' || to === 'double precision')) ||
  (from === 'date' && to === 'timestamptz') ||
  (from === 'double precision[]' && to.startsWith('vector(')) ||
  (from.startsWith('vector(') && to === 'double precision[]')

/** Whether it can lose what is stored. */
export const isDestructive = (operation: Operation): boolean => {
  if (operation.kind === 'alterColumn')
    return (
      operation.from.type !== operation.to.type && !widening(operation.from.type, operation.to.type)
    )
  return operation.kind === 'dropTable' || operation.kind === 'dropColumn'
}

/** The operation for people. */
export const inWords = (operation: Operation): string => {
  const { kind, table } = operation
  switch (kind) {
    case 'createTable':
      return `create the table ${table}`
    case 'dropTable':
      return `drop the table ${table}`
    case 'addColumn':
      return `add the column ${table}.${operation.column}`
    case 'dropColumn':
      return `drop the column ${table}.${operation.column}`
    case 'renameColumn':
      return `rename the column ${table}.${operation.from} to ${operation.to}`
    case 'renameTable':
      return `rename the table ${operation.from} to ${operation.to}`
    case 'alterColumn':
      return alterationWords(operation)
    case 'changePrimaryKey':
      return `change the primary key of ${table} from ${operation.from.join(', ')} to ${operation.to.join(', ')}`
    case 'addIndex':
    case 'dropIndex':
      return `${kind === 'addIndex' ? 'add' : 'drop'} the ${operation.definition.unique ? 'unique ' : ''}index ${operation.name}`
    case 'addReference':
    case 'dropReference':
      return `${kind === 'addReference' ? 'add' : 'drop'} the reference from ${table}.${operation.definition.column} to ${operation.definition.table}`
    default:
      return kind satisfies never
  }
}
const columnWords = ({ type, nullable, generated, inline }: ColumnSnapshot) =>
  `${type}${nullable ? '' : ' not null'}${generated ? ' generated' : ''}${inline ? ' in the row' : ''}`

const alterationWords = ({
  table,
  column,
  from,
  to,
}: Extract<Operation, { kind: 'alterColumn' }>): string => {
  if (columnWords(from) !== columnWords(to))
    return `change the column ${table}.${column} from ${columnWords(from)} to ${columnWords(to)}`
  if (canonicalJson(from.shape ?? null) !== canonicalJson(to.shape ?? null))
    return `let the column ${table}.${column} hold ${valuesIn(to.shape)}`
  return from.default === to.default
    ? `map values of the column ${table}.${column}`
    : `${to.default === undefined ? 'drop' : 'set'} the default of ${table}.${column}`
}
const valuesIn = (shape: Json | undefined): string => {
  const { enum: values, type } = (shape ?? {}) as {
    readonly enum?: readonly string[]
    readonly type?: Json
  }
  return values
    ? `one of: ${values.join('; ')}`
    : `values of another type${typeof type === 'string' ? ` (${type})` : ''}`
}

/** What an earlier version did not write down of a column, which changes nothing in it. */
export const isBookkeeping = (operation: Operation): boolean =>
  operation.kind === 'alterColumn' &&
  operation.from.shape === undefined &&
  columnWords(operation.from) === columnWords(operation.to) &&
  !operation.to.mapped
