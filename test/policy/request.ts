import type { Formula, HookSpec, Row, Scalar } from './world.ts'

export type FilterJson = { readonly [name: string]: unknown }
export interface LoadTree {
  readonly [name: string]: true | LoadTree
}
/** What is asked of a read, through whichever door. */
export interface ReadAsked {
  readonly resource: string
  readonly action: 'list' | 'some' | 'one'
  readonly arguments: Readonly<Record<string, Scalar>>
  /** The developer's. */
  readonly filter?: Formula
  readonly sort?: readonly string[]
  /** The caller's. */
  readonly filterInput?: FilterJson
  readonly sortInput?: readonly string[]
  readonly load?: LoadTree
}
export interface WriteAsked {
  readonly resource: string
  readonly action: 'add' | 'put' | 'edit' | 'remove'
  readonly input: Row
}
export type ReadDoor =
  | 'run'
  | 'query'
  | 'count'
  | 'exists'
  | 'pages'
  | 'tool'
  | 'http'
  | 'httpQuery'
  | 'mcp'
export type WriteDoor = 'run' | 'tool' | 'http' | 'mcp'
/** One request of one actor through one door. */
export type Request =
  | { readonly door: ReadDoor; readonly read: ReadAsked }
  | {
      readonly door: 'get'
      readonly resource: string
      readonly id: number
      readonly load?: LoadTree
    }
  | {
      readonly door: 'load'
      readonly resource: string
      readonly ids: readonly number[]
      readonly load: LoadTree
    }
  | { readonly door: 'retrieve'; readonly resource: string }
  | { readonly door: WriteDoor; readonly write: WriteAsked }
  | { readonly door: 'bulkCreate'; readonly resource: string; readonly inputs: readonly Row[] }
  | {
      readonly door: 'bulkUpdate'
      readonly resource: string
      readonly filterInput: FilterJson
      readonly input: Row
    }
  | { readonly door: 'bulkDestroy'; readonly resource: string; readonly filterInput: FilterJson }
  | { readonly door: 'act' | 'actTool'; readonly resource: string; readonly least: Scalar }
  | {
      readonly door: 'can'
      readonly resource: string
      readonly action: 'list' | 'some' | 'act'
      readonly least: number
    }
  | { readonly door: 'can'; readonly write: WriteAsked }

/**
 * What came of a request: a value, or the code of its error. Data alone, so that answers can be
 * compared letter by letter.
 */
export type Answer = { readonly value: unknown } | { readonly error: string }
/** Several answers are right where the documents leave it open. */
export interface Expected {
  readonly answers: readonly Answer[]
  /** What is stored afterwards; undefined where the documents leave it open. */
  readonly rows: ReadonlyMap<string, readonly Row[]> | undefined
  /** Whether hooks of the write may have run, or must have. */
  readonly hooks: 'none' | 'any' | HookSpec['at']
}
