import { expectTypeOf } from 'vitest'
import type * as main from 'ashlar'
import type { AshlarError, ErrorCode } from 'ashlar'
import type * as http from 'ashlar/http'
import type * as job from 'ashlar/job'
import type * as lm from 'ashlar/lm'
import type * as mcp from 'ashlar/mcp'
import type * as optimizer from 'ashlar/optimizer'
import type * as postgres from 'ashlar/postgres'
import type * as program from 'ashlar/program'

type ErrorType = abstract new (...args: never[]) => AshlarError
type ErrorsOf<Entry> = {
  [K in keyof Entry as Entry[K] extends ErrorType ? K : never]: Entry[K] extends ErrorType
    ? InstanceType<Entry[K]>
    : never
}
type All = ErrorsOf<typeof main> &
  ErrorsOf<typeof http> &
  ErrorsOf<typeof job> &
  ErrorsOf<typeof lm> &
  ErrorsOf<typeof mcp> &
  ErrorsOf<typeof optimizer> &
  ErrorsOf<typeof postgres> &
  ErrorsOf<typeof program>
type IsWide<Code> = string extends Code ? true : false
type Wide = { [K in keyof All]: IsWide<All[K]['code']> extends true ? K : never }[keyof All]
type Codes = {
  [K in keyof All]: IsWide<All[K]['code']> extends true ? never : All[K]['code']
}[keyof All]

// Every class states its code as a literal; only those that are extended leave it open.
expectTypeOf<Wide>().toEqualTypeOf<'AshlarError' | 'LmError'>()
// The union of codes is that of the classes, no more and no less.
expectTypeOf<ErrorCode>().toEqualTypeOf<Codes>()

declare const thrown: unknown
declare const classes: typeof main & typeof lm
if (classes.LmError.isInstance(thrown)) {
  expectTypeOf(thrown).toEqualTypeOf<lm.LmError>()
  expectTypeOf(thrown.retryAfterSeconds).toEqualTypeOf<number | undefined>()
}
if (classes.NotFoundError.isInstance(thrown))
  expectTypeOf<typeof thrown.code>().toEqualTypeOf<'not_found'>()
if (classes.AshlarError.isInstance(thrown)) expectTypeOf(thrown.retryable).toEqualTypeOf<boolean>()
