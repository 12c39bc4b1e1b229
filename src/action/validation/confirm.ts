import { InvalidArgument } from '../../error/invalid-argument.ts'
import type { AttributesOf } from '../../resource/resource.ts'
import type { Change } from '../change.ts'
import type { RuleOptions } from './attribute-rule.ts'

/** An argument repeats the value of an attribute or another argument: `confirm(User, 'password', 'passwordAgain')`. */
export const confirm =
  <X>(
    _resource: X,
    name: (keyof AttributesOf<X> & string) | (string & {}),
    confirmation: string,
    { message = `must repeat ${name}` }: RuleOptions = {},
  ): Change<X> =>
  (changeset) => {
    const value = Object.hasOwn(changeset.arguments, name) ? changeset.arguments[name] : changeset.attributes[name]
    const same = (value ?? null) === (changeset.arguments[confirmation] ?? null)
    return same ? changeset : changeset.addError(new InvalidArgument({ field: confirmation, rule: 'confirm', message }))
  }
