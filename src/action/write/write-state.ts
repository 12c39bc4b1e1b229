import type { ReadPlan } from '../../data-layer/data-layer.ts'
import type { ActionInfo } from '../contract/action-info.ts'
import type { CastInput } from '../input/input-shape.ts'
import type { AnyLoad } from '../read/plan-loads.ts'
import type { Key } from '../session/key.ts'
import { type StepInPlace, startingWork, step, type Work } from '../session/pipeline.ts'
import type { ActionScope } from '../session/scope.ts'
import type { Permit } from './authorize-write.ts'
import type { ChangesetValue } from './changeset-value.ts'
import type { Written } from './written.ts'

type Values = Readonly<Record<string, unknown>>

export interface WriteCall {
  readonly info: ActionInfo
  readonly input: unknown
  readonly load?: AnyLoad | undefined
  readonly privateArguments?: Values
  readonly signal?: AbortSignal | undefined
}

/** A write on its way. Each step adds what it finds out. */
export interface WriteState extends Work {
  readonly call: WriteCall
  readonly cast: CastInput | undefined
  /** Whether a change must look at the stored record before the changeset can be built. */
  readonly looks: boolean
  /** The stored record that such a change looks at, as it was when it was locked. */
  readonly stored: Values | undefined
  /** As the last change or hook left it. */
  readonly changeset: ChangesetValue | undefined
  /** What the policies left to be asked of the data. */
  readonly permit: Permit | undefined
  /** The attributes whose keys are known to lead to readable records. */
  readonly readable: Values | undefined
  /** The read of what the caller wants loaded with the record. */
  readonly load: ((key: Key) => ReadPlan) | undefined
  /** What was loaded before the record went away. */
  readonly early: object | undefined
  readonly written: Written | undefined
  readonly answer: object | undefined
}

/** A state in which earlier steps have put these. */
export type With<K extends keyof WriteState> = WriteState & {
  readonly [P in K]: NonNullable<WriteState[P]>
}

export type WriteStep = StepInPlace<WriteState>
export const writeStep = <Needs extends WriteState>(
  name: string,
  work: (state: Needs) => WriteState | Promise<WriteState>,
  applies?: (state: WriteState) => boolean,
): WriteStep => step<WriteState, Needs>(name, work, applies)

export const startWrite = (scope: ActionScope, call: WriteCall): WriteState => ({
  ...startingWork(scope),
  call,
  cast: undefined,
  looks: false,
  stored: undefined,
  changeset: undefined,
  permit: undefined,
  readable: undefined,
  load: undefined,
  early: undefined,
  written: undefined,
  answer: undefined,
})
