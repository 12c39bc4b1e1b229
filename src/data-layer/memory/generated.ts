import { CapabilityMissingError } from '../../error/capability-missing.ts'
import type { AttributeInfo, ResourceInfo } from '../../resource/info.ts'
import { uuidV7 } from '../../type/uuid.ts'

/** What the storage fills in: running numbers, uuids, the time. */
export class Generated {
  readonly #last = new Map<string, number>()
  /** A running number is spent even when its transaction is rolled back, as a sequence's is. */
  next(info: ResourceInfo, { name, type }: AttributeInfo, now: Date): unknown {
    if (type.storage === 'uuid') return uuidV7()
    if (type.storage === 'timestamptz') return now
    if (type.storage !== 'bigint')
      throw new CapabilityMissingError({
        of: 'memory data layer',
        capability: `generated ${type.name}`,
        neededBy: `${info.name}.${name}`,
        fix: 'Generate an integer, a uuid or a datetime.',
      })
    const key = `${info.table}.${name}`
    const number = (this.#last.get(key) ?? 0) + 1
    this.#last.set(key, number)
    return number
  }
}
