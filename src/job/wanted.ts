import type { Notification } from '../action/contract/notification.ts'
import type { Node } from '../expression/node.ts'
import { partial } from '../expression/simplify.ts'
import { mapChildren } from '../expression/walk.ts'
import type { ResourceInfo } from '../resource/info.ts'
import type { CompiledJob } from './compiled-job.ts'
import { hintFor, type JobHint } from './engine.ts'

/**
 * The tree with the record's own calculations expanded, so that its attributes can decide them.
 * Parts about related records stay unchanged.
 */
const writtenOut = (node: Node, resource: ResourceInfo): Node => {
  if (node.kind === 'ref')
    return (node.path.length === 0 && resource.calculations.get(node.name)?.node) || node
  return node.kind === 'call' ? mapChildren(node, (child) => writtenOut(child, resource)) : node
}

/**
 * Whether a record that was just written may need a job. If only other records or the clock can
 * decide, the answer is yes, and the worker checks again.
 */
const mayNeed = ({ where, resource }: CompiledJob, record: Notification['record']): boolean => {
  const rest = partial(writtenOut(where, resource), record)
  return rest.kind !== 'value' || rest.value === true
}

/** The hints of a write. */
export const wantedBy = (
  jobs: Iterable<CompiledJob>,
  { resource, type, record, tenant }: Notification,
): JobHint[] => {
  if (type === 'destroy') return []
  const concerned = [...jobs].filter(
    (job) => job.resource === resource && job.settings.on.includes(type),
  )
  return concerned.filter((job) => mayNeed(job, record)).map((job) => hintFor(job, record, tenant))
}
