import { keyFilter } from '../../action/key.ts'
import type { Session } from '../../action/session.ts'
import { call, expression } from '../../expression/node.ts'
import type { CompiledJob } from './compiled-job.ts'
import type { JobHint } from './engine.ts'
import { keyOfHint } from './hint.ts'

/** The record that a hint names, if it is there and still needs the work. */
export const findRecord = async (job: CompiledJob, hint: JobHint, session: Session): Promise<object | undefined> => {
  const condition = call('and', keyFilter(job.resource, keyOfHint(job, hint)), job.where)
  const [record] = await session.query(job.resource.resource, { filter: () => expression<boolean>(condition), load: job.settings.load as never, limit: 1 })
  return record
}
