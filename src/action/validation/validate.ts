import { AshlarError } from '../../error/ashlar-error.ts'
import { InvalidAttribute } from '../../error/invalid-attribute.ts'
import type { AttributesOf } from '../../resource/resource.ts'
import type { Change, ChangeContext } from '../change.ts'
import type { Changeset } from '../changeset.ts'

/** What is wrong, if anything: an error, or a field with a message that reads on from its name. */
export type Fault<X> = AshlarError | { readonly field: keyof AttributesOf<X> & string; readonly message: string; readonly rule?: string } | undefined

/**
 * A validation of one's own. It looks at the changeset and says what is wrong, or gives undefined.
 *
 * @example
 * validate(Post, changeset => (changeset.get('title') === changeset.get('body') ? { field: 'title', message: 'must not repeat the body' } : undefined))
 */
export const validate =
  <X>(_resource: X, check: (changeset: Changeset<X>, context: ChangeContext) => Fault<X>): Change<X> =>
  (changeset, context) => {
    const fault = check(changeset, context)
    if (!fault) return changeset
    return changeset.addError(fault instanceof AshlarError ? fault : new InvalidAttribute({ rule: 'validation', ...fault }))
  }
