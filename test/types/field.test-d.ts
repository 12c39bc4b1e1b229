import { expectTypeOf } from 'vitest'
import { z } from 'zod'
import { castField, castFields } from '../../src/type/cast-field.ts'
import type { InputOf, RecordOf, TypeOf } from '../../src/type/field.ts'
import type { JsonObject } from '../../src/type/json-map.ts'
import { t } from '../../src/type/t.ts'
import type { Result } from '../../src/type/type.ts'

const fields = {
  id: t.uuid().primaryKey(),
  title: t.string({ maxLength: 80 }).public().describe('a headline'),
  views: t.integer().default(0),
  score: t.float().nullable(),
  status: t.oneOf('draft', 'published'),
  mood: t.oneOf({ dry: 'without colour', warm: 'with feeling' }),
  at: t.datetime().generated(),
  day: t.date(),
  tags: t.list(t.oneOf('a', 'b').nullable()),
  place: t.map({ fields: { zip: t.integer().nullable() } }),
  extra: t.map(),
  near: t.vector(3),
  email: z.email(),
  nick: z.string().optional(),
  mail: t.schema(z.email()).public(),
  note: t.schema(z.string().optional()).public(),
}

expectTypeOf<RecordOf<typeof fields>>().branded.toEqualTypeOf<{
  id: string
  title: string
  views: number
  score: number | null
  status: 'draft' | 'published'
  mood: 'dry' | 'warm'
  at: Date
  day: string
  tags: ('a' | 'b' | null)[]
  place: { zip: number | null }
  extra: JsonObject
  near: number[]
  email: string
  nick: string | null
  mail: string
  note: string | null
}>()

type Input = InputOf<typeof fields>
type Optional<I> = { [K in keyof I]-?: undefined extends I[K] ? K : never }[keyof I]
expectTypeOf<Optional<Input>>().toEqualTypeOf<'id' | 'views' | 'score' | 'at' | 'nick' | 'note'>()

expectTypeOf<TypeOf<typeof fields.status>>().toEqualTypeOf<'draft' | 'published'>()
expectTypeOf(castField(fields.views, '1')).toEqualTypeOf<Result<number | null>>()
expectTypeOf(castFields({ a: t.integer() }, {})).toEqualTypeOf<Result<{ a: number }>>()

// @ts-expect-error a default must be of the field's type
t.integer().default('1')
// @ts-expect-error a choice needs a value
t.oneOf()
// @ts-expect-error a map's fields are fields
t.map({ fields: { zip: 'integer' } })
// @ts-expect-error null needs nullable()
t.string().default(null)
