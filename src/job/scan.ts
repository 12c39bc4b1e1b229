import type { Session } from '../action/contract/session.ts'
import { keyOf } from '../action/session/key.ts'
import { call, expression, type Node, refNode, valueNode } from '../expression/node.ts'
import type { CompiledJob } from './compiled-job.ts'
import { hintFor, type JobHint } from './engine.ts'
import { jobLimits } from '../text/limits.ts'

type Found = Readonly<Record<string, unknown>>

/** Whether a record comes after another by primary key, its parts compared in turn. */
const after = (names: readonly string[], last: Found): Node => {
  const [name, ...rest] = names
  if (name === undefined) return valueNode(false)
  const own = refNode([], name)
  const beyond = call('gt', own, valueNode(last[name]))
  return rest.length
    ? call('or', beyond, call('and', call('eq', own, valueNode(last[name])), after(rest, last)))
    : beyond
}

const matching = (where: Node) => () => expression<boolean>(where)

/**
 * Pages by primary key, after the last one: records that are finished in the meantime do not shift
 * the pages.
 */
async function* byKey(
  { resource, where }: CompiledJob,
  session: Session,
): AsyncGenerator<readonly Found[]> {
  let last: Found | undefined
  for (;;) {
    const filter: Node = last ? call('and', where, after(resource.primaryKey, last)) : where
    const records = (await session.query(resource.resource, {
      filter: matching(filter),
      sort: resource.primaryKey,
      limit: jobLimits.scanBatch,
    })) as readonly Found[]
    if (records.length) yield records
    const end = records.at(-1)
    if (!end || records.length < jobLimits.scanBatch) return
    last = keyOf(resource, end)
  }
}

/**
 * Pages in the job's own order: reads all keys before the first one is processed, since finished
 * work would shift the pages.
 */
async function* sorted(
  { resource, where, settings }: CompiledJob,
  session: Session,
): AsyncGenerator<readonly Found[]> {
  const matches: Found[] = []
  const sort = [...(settings.sort ?? []), ...resource.primaryKey] as never
  for (;;) {
    const records = (await session.query(resource.resource, {
      filter: matching(where),
      sort,
      limit: jobLimits.scanBatch,
      offset: matches.length,
    })) as readonly Found[]
    matches.push(...records.map((record) => keyOf(resource, record)))
    if (records.length < jobLimits.scanBatch) break
  }
  if (matches.length) yield matches
}

/** Hints for all records that still need a job, one batch at a time. */
export async function* scan(
  job: CompiledJob,
  session: Session,
): AsyncGenerator<readonly JobHint[]> {
  for await (const records of job.settings.sort ? sorted(job, session) : byKey(job, session))
    yield records.map((record) => hintFor(job, record, session.tenant))
}
