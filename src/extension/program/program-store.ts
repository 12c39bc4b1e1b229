import { contextKey } from '../../context/context.ts'
import type { ModuleState } from '../../module/module.ts'

/** The version of a program that calls use now. */
export interface ActiveVersion {
  readonly number: number
  readonly hash: string
  readonly state: ModuleState
}
export interface ProgramStore {
  /** Whether the store keeps a program of this name. */
  manages(name: string): boolean
  /** Undefined where the store holds no program of this name. Read anew for each call, so an applied version is used at once. */
  active(name: string): Promise<ActiveVersion | undefined>
}
export const programStoreKey = contextKey<ProgramStore>('programs')
