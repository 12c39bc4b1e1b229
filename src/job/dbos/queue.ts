import type { DBOS } from '@dbos-inc/dbos-sdk'
import type { SqlConnection } from '../../data-layer/data-layer.ts'
import { missingPackage } from '../../error/optional-package.ts'
import { digest } from '../../text/digest.ts'
import { type JobHint, recordId } from '../engine.ts'

/** Stores the hints of one app: workflows of DBOS, in one queue per job. */
export interface HintStore {
  /** DBOS's schema, an identifier that does not require escaping. */
  readonly schema: string
  /** The app's name in DBOS, part of its workflows, queues and version. */
  readonly application: string
}
export interface DelayedHint {
  readonly hint: JobHint
  readonly attempt: number
  /** Milliseconds from now. */
  readonly delay?: number
}

const BATCH = 500
const LONGEST_KEY = 200

export const workflowName = 'ashlar.job'
export const queueName = ({ application }: HintStore, job: string): string =>
  `${application}/${job}`

/** One partition per record, so that its hints run one after another across processes. */
const partition = (hint: JobHint): string => {
  const id = recordId(hint)
  return id.length <= LONGEST_KEY ? id : digest('sha256', id)
}

/** One status at a time, since DBOS has an index for each. */
const lockedSql = (schema: string, status: string) => `
  select w.queue_name, w.queue_partition_key from "${schema}".workflow_status w
  join hints h on w.queue_name = h.queue and w.queue_partition_key = h.partition
  where w.status = '${status}'
  for update of w`

/**
 * The workflow's id consists of job, record, transaction and attempt, so that a transaction stores
 * a hint once. A hint that still waits is locked and replaces the new one: it cannot start before
 * this transaction ends, and then sees what the transaction wrote.
 */
const enqueueSql = (schema: string) => `
with hints as (
  select * from json_to_recordset($1::json) as h(queue text, partition text, hint json, attempt int, until bigint)
), ready as materialized (${lockedSql(schema, 'ENQUEUED')}
), delayed as materialized (${lockedSql(schema, 'DELAYED')}
)
select "${schema}".enqueue_workflow(
  workflow_name => $2, queue_name => h.queue, positional_args => array[h.hint, to_json(h.attempt)],
  workflow_id => concat_ws('/', h.queue, h.partition, pg_current_xact_id(), h.attempt),
  app_version => $3, queue_partition_key => h.partition, delay_until_epoch_ms => h.until, application_name => $3
)
from hints h
where not exists (select 1 from ready w where w.queue_name = h.queue and w.queue_partition_key = h.partition)
and not exists (select 1 from delayed w where w.queue_name = h.queue and w.queue_partition_key = h.partition)`

/** Stores hints on a connection, in its transaction if there is one. */
export const storeHints = async (
  store: HintStore,
  sql: SqlConnection,
  hints: readonly DelayedHint[],
): Promise<void> => {
  const text = enqueueSql(store.schema)
  for (let start = 0; start < hints.length; start += BATCH) {
    const rows = hints.slice(start, start + BATCH).map(({ hint, attempt, delay }) => ({
      queue: queueName(store, hint.job),
      partition: partition(hint),
      hint,
      attempt,
      until: delay === undefined ? null : Date.now() + Math.ceil(delay),
    }))
    await sql.query(text, [JSON.stringify(rows), workflowName, store.application])
  }
}

/** The number of unfinished hints in these queues, across all processes. */
export const countHints = async (
  { schema }: HintStore,
  sql: SqlConnection,
  queues: readonly string[],
): Promise<number> => {
  const counted = (condition: string) =>
    `(select count(*) from "${schema}".workflow_status where queue_name = any($1::text[]) and ${condition})`
  const { rows } = await sql.query(
    `select ${counted("status in ('ENQUEUED', 'PENDING')")} + ${counted("status = 'DELAYED'")} as pending`,
    [queues],
  )
  return Number(rows[0]?.['pending'] ?? 0)
}

/** The part of the DBOS SDK that Ashlar uses. */
export type Sdk = typeof DBOS

/** Loads the SDK, an optional peer dependency. */
export const loadSdk = async (): Promise<Sdk> =>
  (await import('@dbos-inc/dbos-sdk').catch(missingPackage('@dbos-inc/dbos-sdk', 'dbos()'))).DBOS
