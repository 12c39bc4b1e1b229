import { InvalidAttribute } from '../../error/invalid-attribute.ts'
import type { AttributesOf } from '../../resource/resource.ts'
import type { Change } from '../change.ts'
import type { Changeset } from '../changeset.ts'

export interface RuleOptions {
  /** Reads on from the field's name. */
  readonly message?: string
}

/** A rule about one attribute that this write gives; null and what is not written pass. */
export const attributeRule =
  <X>(
    name: keyof AttributesOf<X> & string,
    rule: string,
    options: RuleOptions,
    check: (value: unknown, changeset: Changeset<X>) => string | undefined,
  ): Change<X> =>
  (changeset) => {
    const value = Object.hasOwn(changeset.attributes, name) ? changeset.attributes[name] : undefined
    if (value === undefined || value === null) return changeset
    const message = check(value, changeset)
    return message === undefined ? changeset : changeset.addError(new InvalidAttribute({ field: name, rule, message: options.message ?? message }))
  }
