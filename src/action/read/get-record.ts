import { groupErrors } from '../../error/error-group.ts'
import { errorsOfIssues } from '../../error/errors-of-issues.ts'
import { NotFound } from '../../error/not-found.ts'
import type { ResourceInfo } from '../../resource/info.ts'
import { castField } from '../../type/cast-field.ts'
import { prefixIssues } from '../../type/redact.ts'
import { primaryRead } from '../action-info.ts'
import { type Key, keyFilter } from '../key.ts'
import { toRecord } from '../record.ts'
import type { ActionScope } from '../scope.ts'
import { planRead } from './plan-read.ts'
import type { AnyLoad } from './plan-loads.ts'
import { readRows, requestRead } from './read-action.ts'

/** A key as a caller gives it: the value of a single primary key, or the fields by name. */
export const castKey = (info: ResourceInfo, given: unknown): Key => {
  const [single] = info.primaryKey
  const fields =
    typeof given === 'object' && given !== null && !(given instanceof Date)
      ? (given as Key)
      : single !== undefined && info.primaryKey.length === 1
        ? { [single]: given }
        : {}
  const key: Record<string, unknown> = {}
  const errors = info.primaryKey.flatMap((name) => {
    const result = castField(info.attributes.get(name)!.field, Object.hasOwn(fields, name) ? fields[name] : undefined)
    if (result.ok) key[name] = result.value
    return result.ok ? [] : errorsOfIssues(prefixIssues([name], result.issues), { kind: 'attribute', of: `${info.name}.get` })
  })
  if (errors.length) throw groupErrors(errors)
  return key
}

/** The record with a key through the primary read; `not_found` where there is none to see. */
export const getRecord = async (scope: ActionScope, resource: ResourceInfo, given: unknown, load?: AnyLoad): Promise<object> => {
  const key = castKey(resource, given)
  const { reading, request } = await requestRead(scope, {
    info: primaryRead(resource),
    input: {},
    query: load ? { load } : {},
    where: keyFilter(resource, key),
  })
  const plan = await reading.planned(() => planRead(reading, request))
  const [row] = await readRows(scope, { ...plan, limit: 1 })
  if (!row) throw new NotFound({ resource: resource.name, key })
  return toRecord(resource, row, plan.loads)
}
