import * as fc from 'fast-check'
import { type AnyField, type FieldLike, type Fields, fieldOf } from '../../src/type/field.ts'
import type { FloatOptions } from '../../src/type/float.ts'
import type { IntegerOptions } from '../../src/type/integer.ts'
import type { ListOptions } from '../../src/type/list.ts'
import type { StringOptions } from '../../src/type/string.ts'
import type { Type } from '../../src/type/type.ts'
import { uuidV7 } from '../../src/type/uuid.ts'

type Constrained = Pick<Type<unknown>, 'constraints'>

const isStorable = (text: string) => !text.includes('\0') && text.isWellFormed()

const string = ({
  minLength,
  maxLength,
  match,
  trim = true,
  allowEmpty = false,
}: StringOptions) => {
  if (match) return fc.stringMatching(match)
  const characters = fc.string({
    unit: 'binary',
    minLength: minLength ?? (allowEmpty ? 0 : 1),
    ...(maxLength === undefined ? {} : { maxLength }),
  })
  return characters.filter((text) => isStorable(text) && (!trim || text === text.trim()))
}

const integer = ({ min, max }: IntegerOptions) =>
  fc
    .oneof(fc.maxSafeInteger(), fc.integer({ min: -100, max: 100 }))
    .filter((value) => value >= (min ?? value) && value <= (max ?? value))
    .map((value) => value + 0)

const float = ({ min, max, greaterThan, lessThan }: FloatOptions) => {
  const low = greaterThan ?? min
  const high = lessThan ?? max
  const range = {
    ...(low === undefined ? {} : { min: low, minExcluded: greaterThan !== undefined }),
    ...(high === undefined ? {} : { max: high, maxExcluded: lessThan !== undefined }),
  }
  return fc.double({ noNaN: true, noDefaultInfinity: true, ...range }).map((value) => value + 0)
}

const instant = fc.date({
  min: new Date('0001-01-01T00:00:00Z'),
  max: new Date('9999-12-31T23:59:59.999Z'),
  noInvalidDate: true,
})

const json = fc
  .dictionary(fc.string({ unit: 'binary' }), fc.jsonValue({ stringUnit: 'binary', maxDepth: 3 }))
  .map((value) => JSON.stringify(value))
  .filter((text) => !/\\u(0000|d[89a-f])|__proto__/.test(text))
  .map((text) => JSON.parse(text) as Record<string, unknown>)

const list = (type: Constrained) => {
  const { of, minLength, maxLength } = type.constraints as unknown as ListOptions & {
    readonly of: AnyField
  }
  return fc.array(arbitraryOf(of), {
    maxLength: maxLength ?? (minLength ?? 0) + 5,
    ...(minLength === undefined ? {} : { minLength }),
  })
}

const map = (type: Constrained): fc.Arbitrary<unknown> => {
  const fields = type.constraints.fields as Fields | undefined
  return fields ? arbitraryRecord(fields) : json
}

const vector = (type: Constrained) => {
  const dimensions = type.constraints.dimensions as number
  return fc.array(
    fc.float({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0),
    { minLength: dimensions, maxLength: dimensions },
  )
}

const generators: Record<string, (type: Constrained) => fc.Arbitrary<unknown>> = {
  string: (type) => string(type.constraints),
  text: (type) => string(type.constraints),
  integer: (type) => integer(type.constraints),
  float: (type) => float(type.constraints),
  boolean: () => fc.boolean(),
  uuid: () => fc.oneof(fc.uuid(), fc.constant(null).map(uuidV7)),
  datetime: () => instant,
  date: () => instant.map((value) => value.toISOString().slice(0, 10)),
  oneOf: (type) => fc.constantFrom(...(type.constraints.values as string[])),
  list,
  map,
  vector,
}

/** Values that a field can hold: of its type, within its constraints, null where it is nullable. */
export const arbitraryOf = (like: FieldLike): fc.Arbitrary<unknown> => {
  const { type, options } = fieldOf(like)
  const generator = generators[type.name]
  if (!generator) throw new Error(`There is no generator for the type ${type.name}.`)
  return options.nullable ? fc.option(generator(type), { nil: null }) : generator(type)
}

/** Whole records of some fields. */
export const arbitraryRecord = (fields: Fields): fc.Arbitrary<Record<string, unknown>> =>
  fc.record(
    Object.fromEntries(Object.entries(fields).map(([name, like]) => [name, arbitraryOf(like)])),
    { noNullPrototype: true },
  )
