import { DefinitionError } from '../../../error/definition-error.ts'
import type { ResourceInfo } from '../../../resource/info.ts'
import { canonicalJson } from '../../../text/canonical-json.ts'
import type { StorageWarning } from '../../data-layer.ts'
import { MigrationRefusedError } from '../../errors.ts'
import type { Dialect } from '../compile/fragment.ts'
import type { SqlSession } from '../driver.ts'
import { driftOf } from './catalog.ts'
import { assertFits } from './fit.ts'
import { inWords, isBookkeeping, isDestructive, type Operation } from './operation.ts'
import { migrationPlan, withRenamedTables } from './plan.ts'
import { render, renderPlan } from './render.ts'
import {
  emptySnapshot,
  withoutHistory,
  type Snapshot,
  snapshotOf,
  type TableSnapshot,
} from './snapshot.ts'

export interface DestructiveOptions {
  /** Tables of former resources that are dropped as well. */
  readonly tables?: readonly string[]
}
export interface MigrationOptions {
  /**
   * `auto` brings the tables to the resources' shape, `check` refuses to open where they are not,
   * `off` does not look. Default: `auto`.
   */
  readonly migrate?: 'auto' | 'check' | 'off'
  /**
   * Let `auto` drop columns, change types so that values may be lost, and create again what was
   * dropped by hand. Default: no. Tables that no resource of this process has are another's, and
   * are dropped only where they are named: `{ tables: ['tags'] }`.
   */
  readonly allowDestructive?: boolean | DestructiveOptions
}

const lockKey = 4_702_111_905_260_421n

/**
 * Processes that change the tables at the same time wait for each other, until the open transaction
 * ends.
 */
export const lockMigrations = async (session: SqlSession): Promise<void> => {
  await session.query('select pg_advisory_xact_lock($1::bigint)', [String(lockKey)])
}

/** What a migration did, and what its caller may want to know about other tables. */
export interface Migration {
  readonly warnings: readonly StorageWarning[]
  readonly statements: readonly string[]
}

/**
 * Brings the tables to the resources' shape, in the open transaction that has the migrations' lock;
 * a process that comes later finds it done.
 */
export const migrateTo = async (
  session: SqlSession,
  resources: readonly ResourceInfo[],
  dialect: Dialect,
  options: MigrationOptions,
): Promise<Migration> => {
  const { migrate = 'auto', allowDestructive = false } = options
  if (migrate === 'off') return { warnings: [], statements: [] }
  if (migrate !== 'auto' && migrate !== 'check')
    throw new DefinitionError({
      problem: `migrate is "${String(migrate)}", which is not an option`,
      fix: 'There are: auto, check, off.',
    })
  const declared = snapshotOf(resources, dialect)
  const last = await lastSnapshot(session, migrate)
  const former = Object.entries(declared.tables).flatMap(([name, { renamedFrom = [] }]) => [
    name,
    ...renamedFrom,
  ])
  const { losses, actual } = await driftOf(session, last, former)
  const { renames, shape: current } = withRenamedTables(actual, declared)
  const target = withOthers(declared, current, namedTables(allowDestructive, declared))
  const operations = [...renames, ...migrationPlan(current, target)]
  const warnings = others(target, declared, operations)
  if (migrate === 'check') assertDone(operations, losses)
  else assertAllowed(operations, losses, allowDestructive !== false)
  if (migrate === 'check' || !operations.length) return { warnings, statements: [] }
  await apply(session, operations)
  await assertFits(session, operations, resources, dialect)
  const { up, down } = renderPlan(operations)
  await session.query(
    'insert into ashlar_migrations (snapshot, up, down) values ($1::jsonb, $2::text, $3::text)',
    [canonicalJson(withoutHistory(target)), script(up), script(down)],
  )
  return { warnings, statements: up }
}

const namedTables = (
  allowed: boolean | DestructiveOptions,
  declared: Snapshot,
): readonly string[] => {
  const tables = typeof allowed === 'object' ? (allowed.tables ?? []) : []
  const used = tables.filter((name) => Object.hasOwn(declared.tables, name))
  if (used.length)
    throw new MigrationRefusedError({
      reason: 'allowDestructive names tables that resources of this process have',
      operations: used,
      fix: 'Leave them out, or leave their resources out.',
    })
  return tables
}

/**
 * Tables of resources that this process does not have are another's, or a former one's: they and
 * the references to them stay as they are.
 */
const withOthers = (
  declared: Snapshot,
  current: Snapshot,
  dropped: readonly string[],
): Snapshot => {
  const rest = Object.entries(current.tables).filter(([name]) => !dropped.includes(name))
  const shared = Object.entries(declared.tables).map(
    ([name, table]) =>
      [
        name,
        withReferences(
          table,
          Object.hasOwn(current.tables, name) ? current.tables[name] : undefined,
          declared,
          dropped,
        ),
      ] as const,
  )
  return { ...declared, tables: { ...Object.fromEntries(rest), ...Object.fromEntries(shared) } }
}
const withReferences = (
  table: TableSnapshot,
  before: TableSnapshot | undefined,
  declared: Snapshot,
  dropped: readonly string[],
): TableSnapshot => {
  const isElsewhere = (name: string) =>
    !Object.hasOwn(declared.tables, name) && !dropped.includes(name)
  const others = Object.entries(before?.references ?? {}).filter(
    ([, reference]) => isElsewhere(reference.table) && table.columns[reference.column],
  )
  const columns = others.map(([, { column }]) => column)
  const indexes = Object.entries(before?.indexes ?? {}).filter(
    ([, index]) =>
      (index.follows !== undefined &&
        isElsewhere(index.follows) &&
        index.columns.every((column) => table.columns[column])) ||
      (!index.unique && index.columns.some((column) => columns.includes(column))),
  )
  return {
    ...table,
    references: { ...Object.fromEntries(others), ...table.references },
    indexes: { ...Object.fromEntries(indexes), ...table.indexes },
  }
}

const others = (
  target: Snapshot,
  declared: Snapshot,
  operations: readonly Operation[],
): StorageWarning[] => {
  const tables = operations.filter(({ kind }) => kind === 'createTable').map(({ table }) => table)
  const hint = tables.length
    ? ` New tables were created: ${tables.join(', ')}. If a resource was renamed, declare it: Resource(name, attributes, { renamedFrom: 'Former' }).`
    : ''
  return Object.keys(target.tables)
    .filter((name) => !Object.hasOwn(declared.tables, name))
    .map((table) => ({
      code: 'table_without_resource',
      table,
      message: `The table ${table} was created for a resource, and no resource of this application uses it.${hint}`,
      grave: tables.length > 0,
    }))
}

const script = (statements: readonly string[]) =>
  statements.map((statement) => `${statement};\n`).join('')

const lastSnapshot = async (session: SqlSession, migrate: 'auto' | 'check'): Promise<Snapshot> => {
  if (migrate === 'auto')
    await session.query(
      'create table if not exists ashlar_migrations (id bigint generated always as identity primary key, snapshot jsonb not null, up text not null, down text not null, applied_at timestamptz not null default now())',
      [],
    )
  else if (
    (await session.query("select to_regclass('ashlar_migrations')", [])).rows[0]?.[0] === null
  )
    return emptySnapshot
  const { rows } = await session.query(
    'select snapshot from ashlar_migrations order by id desc limit 1',
    [],
  )
  const [text] = rows[0] ?? []
  return text ? (JSON.parse(text) as Snapshot) : emptySnapshot
}

const meant =
  'with allowDestructive: true if you mean it. If an attribute was renamed, declare it with renamedFrom'

const assertDone = (all: readonly Operation[], losses: readonly string[]): void => {
  const operations = all.filter((operation) => !isBookkeeping(operation))
  if (!operations.length) return
  const lossy = losses.length > 0 || operations.some(isDestructive)
  throw new MigrationRefusedError({
    reason: losses.length
      ? `The tables changed since the last migration: missing ${losses.join(', ')}`
      : 'The tables do not match the resources',
    operations: operations.map(inWords),
    fix: `Open once with migrate: "auto"${lossy ? `, ${meant}` : ' to change them'}.`,
  })
}

const assertAllowed = (
  operations: readonly Operation[],
  losses: readonly string[],
  destructive: boolean,
): void => {
  if (destructive) return
  if (losses.length)
    throw new MigrationRefusedError({
      reason: 'What was created before does not exist any more',
      operations: losses.map((each) => `${each} is missing`),
      fix: 'Restore it, or open with allowDestructive: true to create it again, empty.',
    })
  const lossy = operations.filter(isDestructive)
  if (lossy.length)
    throw new MigrationRefusedError({
      reason: 'Stored values would be lost',
      operations: lossy.map(inWords),
      fix: `Open ${meant}.`,
    })
}

const apply = async (session: SqlSession, operations: readonly Operation[]) => {
  for (const operation of operations) {
    for (const statement of render(operation)) {
      try {
        await session.query(statement, [])
      } catch (error) {
        const { reason, fix } = refusalOf(error)
        throw new MigrationRefusedError({
          reason,
          operations: [inWords(operation)],
          fix,
          cause: error,
        })
      }
    }
  }
}

const correct = 'Correct the rows, or give required attributes a default.'
const reasons: Readonly<Record<string, { readonly why: string; readonly fix: string }>> = {
  '23502': { why: 'a required value is missing', fix: correct },
  '23505': { why: 'values are not unique', fix: correct },
  '23503': { why: 'a reference leads nowhere', fix: correct },
  '22P02': {
    why: 'a value cannot be read as the new type',
    fix: "Correct the rows, or convert old values with mapValues({ old: 'new' }).",
  },
}
const refusalOf = (error: unknown): { readonly reason: string; readonly fix: string } => {
  const code =
    typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : ''
  const reason = reasons[code]
  if (reason)
    return {
      reason: `The stored rows do not fit the new shape, so nothing was changed (${reason.why})`,
      fix: reason.fix,
    }
  if (code === '42P07')
    return {
      reason: 'A table of that name exists already, so nothing was changed',
      fix: 'Name another table, or remove that one.',
    }
  if (code === '2BP01')
    return {
      reason: 'Another table refers to it, so nothing was changed',
      fix: 'Name that table as well, or leave this one.',
    }
  return {
    reason: 'The database refused a step, so nothing was changed',
    fix: 'The cause says why.',
  }
}
