import { InvalidArgument } from '../../error/invalid-argument.ts'
import type { AttributesOf } from '../../resource/resource.ts'
import { fieldOf } from '../../type/field.ts'
import type { Type } from '../../type/type.ts'
import { actionInfo } from '../action-info.ts'
import type { Change } from '../change.ts'
import type { RuleOptions } from './attribute-rule.ts'

/** The confirmation may be of a type of its own, so it is read as the value's. */
const isEqual = (type: Type<unknown>, value: unknown, again: unknown): boolean => {
  const read = type.cast(again)
  return read.ok && type.equal(value, read.value)
}

/** An argument repeats the value of an attribute or another argument: `confirm(User, 'password', 'passwordAgain')`. */
export const confirm =
  <X>(
    _resource: X,
    name: (keyof AttributesOf<X> & string) | (string & {}),
    confirmation: string,
    { message = `must repeat ${name}` }: RuleOptions = {},
  ): Change<X> =>
  (changeset) => {
    const argument = actionInfo(changeset.action).arguments[name]
    const type = argument ? fieldOf(argument).type : changeset.resource.attributes.get(name)?.type
    const [value, again] = [(argument ? changeset.arguments : changeset.attributes)[name] ?? null, changeset.arguments[confirmation] ?? null]
    return value === again || (type && value !== null && again !== null && isEqual(type, value, again))
      ? changeset
      : changeset.addError(new InvalidArgument({ field: confirmation, rule: 'confirm', message }))
  }
