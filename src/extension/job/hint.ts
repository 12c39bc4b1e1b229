import { AssumptionFailed } from '../../error/assumption-failed.ts'
import type { Json } from '../../type/type.ts'
import type { CompiledJob } from './compiled-job.ts'
import type { JobHint } from './engine.ts'

/** The hint for a record: its primary key in wire form. */
export const hintFor = ({ name, resource }: CompiledJob, record: Readonly<Record<string, unknown>>, tenant: string | undefined): JobHint => {
  const key = Object.fromEntries(resource.primaryKey.map((part): [string, Json] => [part, resource.attributes.get(part)!.type.toJson(record[part])]))
  return { job: name, key, ...(tenant === undefined ? {} : { tenant }) }
}

/** The primary key that a hint names. */
export const keyOfHint = ({ resource }: CompiledJob, { key }: JobHint): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    resource.primaryKey.map((part) => {
      const result = resource.attributes.get(part)!.type.cast(key[part])
      if (!result.ok) throw new AssumptionFailed(`A job's hint does not name a ${resource.name}: ${part} ${result.issues[0]?.message ?? 'is wrong'}.`)
      return [part, result.value]
    }),
  )
