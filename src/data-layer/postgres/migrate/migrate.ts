import { MigrationRefused } from '../../../error/migration-refused.ts'
import { canonicalJson } from '../../../type/canonical-json.ts'
import type { SqlSession } from '../driver.ts'
import { inWords, isDestructive, type Operation } from './operation.ts'
import { migrationPlan } from './plan.ts'
import { renderPlan } from './render.ts'
import { emptySnapshot, kept, type Snapshot, type TableSnapshot } from './snapshot.ts'

export interface MigrationOptions {
  /** `auto` brings the tables to the resources' shape, `check` refuses to open where they are not, `off` does not look. Default: `auto`. */
  readonly migrate?: 'auto' | 'check' | 'off'
  /** Let `auto` drop columns, and the tables of resources that are no longer there, and change types so that values may be lost. Default: no. */
  readonly allowDestructive?: boolean
}

const lockKey = 4_702_111_905_260_421n

/** Processes that change the tables at the same time wait for each other, until the open transaction ends. */
export const lockMigrations = async (session: SqlSession): Promise<void> => {
  await session.query('select pg_advisory_xact_lock($1::bigint)', [String(lockKey)])
}

/** Brings the tables to a shape, in the open transaction that has the migrations' lock; whoever comes later finds it done. */
export const migrateTo = async (session: SqlSession, declared: Snapshot, { migrate = 'auto', allowDestructive = false }: MigrationOptions): Promise<void> => {
  if (migrate === 'off') return
  await session.query(
    'create table if not exists ashlar_migrations (id bigint generated always as identity primary key, snapshot jsonb not null, up text not null, down text not null, applied_at timestamptz not null default now())',
    [],
  )
  const current = await lastSnapshot(session)
  const target = allowDestructive ? declared : withOthers(declared, current)
  const operations = migrationPlan(current, target)
  if (!operations.length) return
  assertAllowed(operations, migrate, allowDestructive)
  const { up, down } = renderPlan(operations)
  await apply(session, up, operations)
  await session.query('insert into ashlar_migrations (snapshot, up, down) values ($1::jsonb, $2::text, $3::text)', [
    canonicalJson(kept(target)),
    script(up),
    script(down),
  ])
}

/** Tables of resources that this process does not have are another's, or a former one's: they and the references to them stay as they are. */
const withOthers = (declared: Snapshot, current: Snapshot): Snapshot => {
  const shared = Object.entries(declared.tables).map(([name, table]) => [name, withReferences(table, current.tables[name], declared)] as const)
  return { ...declared, tables: { ...current.tables, ...Object.fromEntries(shared) } }
}
const withReferences = (table: TableSnapshot, before: TableSnapshot | undefined, declared: Snapshot): TableSnapshot => {
  const others = Object.entries(before?.references ?? {}).filter(([, reference]) => !declared.tables[reference.table] && table.columns[reference.column])
  const columns = others.map(([, { column }]) => column)
  const indexes = Object.entries(before?.indexes ?? {}).filter(
    ([, index]) =>
      (index.follows !== undefined && !declared.tables[index.follows] && index.columns.every((column) => table.columns[column])) ||
      (!index.unique && index.columns.some((column) => columns.includes(column))),
  )
  return { ...table, references: { ...Object.fromEntries(others), ...table.references }, indexes: { ...Object.fromEntries(indexes), ...table.indexes } }
}

const script = (statements: readonly string[]) => statements.map((statement) => `${statement};\n`).join('')

const lastSnapshot = async (session: SqlSession): Promise<Snapshot> => {
  const { rows } = await session.query('select snapshot from ashlar_migrations order by id desc limit 1', [])
  const [text] = rows[0] ?? []
  return text ? (JSON.parse(text) as Snapshot) : emptySnapshot
}

const assertAllowed = (operations: readonly Operation[], migrate: 'auto' | 'check', allowDestructive: boolean) => {
  if (migrate === 'check')
    throw new MigrationRefused({
      reason: 'The tables are not in the shape of the resources',
      operations: operations.map(inWords),
      fix: 'Open once with migrate: "auto" to bring them there.',
    })
  const lossy = operations.filter(isDestructive)
  if (lossy.length && !allowDestructive)
    throw new MigrationRefused({
      reason: 'Stored values would be lost',
      operations: lossy.map(inWords),
      fix: 'Open with allowDestructive: true if that is meant; a renamed attribute says renamedFrom.',
    })
}

const apply = async (session: SqlSession, statements: readonly string[], operations: readonly Operation[]) => {
  for (const statement of statements) {
    try {
      await session.query(statement, [])
    } catch (error) {
      throw new MigrationRefused({
        reason: `The stored rows do not fit the new shape, so nothing was changed (${reasonOf(error)})`,
        operations: operations.map(inWords),
        fix: 'Correct the rows, or give required attributes a default.',
        cause: error,
      })
    }
  }
}

const reasons: Readonly<Record<string, string>> = {
  '23502': 'a required value is missing',
  '23505': 'values are not unique',
  '23503': 'a reference leads nowhere',
  '42P07': 'a table of that name is there already',
  '22P02': 'a value cannot be read as the new type',
}
const reasonOf = (error: unknown) =>
  (typeof error === 'object' && error !== null && 'code' in error && reasons[String(error.code)]) || 'the database refused it'
