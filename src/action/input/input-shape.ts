import type { AshlarError } from '../../error/ashlar-error.ts'
import { InvalidArgumentError } from '../../error/invalid-value.ts'
import { noSuchInputs } from '../../error/no-such-name.ts'
import { shown } from '../../text/shown.ts'
import { castField, defaultOf } from '../../type/cast-field.ts'
import { type AnyField, fieldOf } from '../../type/field.ts'
import { errorsOfIssues } from '../../type/issue-list.ts'
import { prefixIssues } from '../../type/redact.ts'
import type { ActionInfo } from '../contract/action-info.ts'
import { perObject } from '../../text/lazy.ts'
import { isNamedValues } from '../../text/objects.ts'

type Values = Record<string, unknown>
export interface CastInput {
  /** Given attributes only; defaults come later. */
  readonly attributes: Values
  /** With their defaults. */
  readonly arguments: Values
  /** The primary key of the record to change. */
  readonly key: Values
  readonly errors: readonly AshlarError[]
}
interface Shape {
  readonly attributes: readonly (readonly [string, AnyField])[]
  readonly arguments: readonly (readonly [string, AnyField])[]
  readonly key: readonly (readonly [string, AnyField])[]
  readonly names: ReadonlySet<string>
}

const shapeOf = perObject((info: ActionInfo): Shape => {
  const fieldsOf = (names: readonly string[]) =>
    names
      .flatMap((name) => info.resource.attributes.get(name) ?? [])
      .map(({ name, field }) => [name, field] as const)
  const settable = Object.keys(info.inputArguments)
  const keyed = info.kind === 'update' || info.kind === 'destroy' ? info.resource.primaryKey : []
  return {
    attributes: fieldsOf(info.accept),
    arguments: Object.entries(info.arguments).map(
      ([name, field]) => [name, fieldOf(field)] as const,
    ),
    key: fieldsOf(keyed),
    names: new Set([...info.accept, ...settable, ...keyed]),
  }
})

class InputCaster {
  readonly errors: AshlarError[] = []
  readonly #info: ActionInfo
  constructor(info: ActionInfo) {
    this.#info = info
  }
  cast(
    name: string,
    field: AnyField,
    input: unknown,
    kind: 'attribute' | 'argument',
    into: Values,
  ): void {
    const result = castField(field, input)
    if (result.ok) into[name] = result.value
    else
      this.errors.push(
        ...errorsOfIssues(prefixIssues([name], result.issues), { kind, of: this.#info.label }),
      )
  }
  attributes(shape: Shape, input: Values): Values {
    const values: Values = {}
    for (const [name, field] of shape.attributes)
      if (Object.hasOwn(input, name) && input[name] !== undefined)
        this.cast(name, field, input[name], 'attribute', values)
    return values
  }
  arguments(shape: Shape, input: Values, privately: Values): Values {
    const values: Values = {}
    for (const [name, field] of shape.arguments) {
      const source = shape.names.has(name) ? input : privately
      const value = Object.hasOwn(source, name) ? source[name] : undefined
      if (value === undefined && 'default' in field.options) values[name] = defaultOf(field)
      else this.cast(name, field, value, 'argument', values)
    }
    return values
  }
  key(shape: Shape, input: Values): Values {
    const values: Values = {}
    for (const [name, field] of shape.key)
      this.cast(
        name,
        field,
        Object.hasOwn(input, name) ? (input[name] ?? undefined) : undefined,
        'attribute',
        values,
      )
    return values
  }
  unknownPrivate(shape: Shape, privately: Values): void {
    const names = shape.arguments.flatMap(([name]) => (shape.names.has(name) ? [] : [name]))
    const unknown = Object.keys(privately).filter((name) => !names.includes(name))
    this.errors.push(
      ...noSuchInputs(unknown, {
        known: names,
        of: `the private arguments of ${this.#info.label}`,
      }),
    )
  }
  unknown(shape: Shape, input: Values): void {
    const unknown = Object.keys(input).filter((name) => !shape.names.has(name))
    this.errors.push(...noSuchInputs(unknown, { known: [...shape.names], of: this.#info.label }))
  }
}

/**
 * What a caller gave an action, cast by the declared types; everything that is wrong with it is
 * collected. Only accepted attributes, arguments and the key are taken; an argument that is not
 * writable comes from `privately` alone.
 */
export const castInput = (info: ActionInfo, input: unknown, privately: Values = {}): CastInput => {
  const values = input === undefined ? {} : input
  if (!isNamedValues(values)) {
    const error = new InvalidArgumentError({
      field: 'input',
      rule: 'map',
      message: `must be an object, got ${shown(input)}`,
    })
    return { attributes: {}, arguments: {}, key: {}, errors: [error] }
  }
  const shape = shapeOf(info)
  const caster = new InputCaster(info)
  caster.unknown(shape, values)
  caster.unknownPrivate(shape, privately)
  const [key, attributes] = [caster.key(shape, values), caster.attributes(shape, values)]
  return {
    key,
    attributes,
    arguments: caster.arguments(shape, values, privately),
    errors: caster.errors,
  }
}
