import type { Demo } from '../../lm/adapter/adapter.ts'
import type { SignatureInfo } from '../../signature/signature.ts'
import { withoutSensitive } from '../../type/without-sensitive.ts'
import { type Fields, fieldOf } from '../../type/field.ts'
import { lenientFields, type Side } from '../../type/lenient.ts'

type Values = Readonly<Record<string, unknown>>

const wireSide = (declared: Fields, values: Values, side: Side): Values => {
  const fields = lenientFields(declared, side)
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => {
      const like = Object.hasOwn(fields, name) ? fields[name] : undefined
      const cast = like === undefined || value === undefined || value === null ? undefined : fieldOf(like).type.cast(value)
      return [name, like !== undefined && cast?.ok ? fieldOf(like).type.toJson(cast.value as never) : value]
    }),
  )
}

/** A demonstration as it is kept in a state: values in the wire form of their fields (a `Date` as text). What does not fit is left for the state's check to name. Sensitive values are never kept. */
export const wireDemo = ({ input, output }: SignatureInfo, demo: Demo): Demo => ({
  ...demo,
  input: wireSide(input, withoutSensitive(input, demo.input), 'given'),
  output: wireSide(output, withoutSensitive(output, demo.output), 'said'),
})
