import type { ActionInfo } from './action-info.ts'

/**
 * What a step of an action relies on, before it runs: a change, a validation, a preparation. Looked
 * up when the application is opened.
 */
export interface StepNames {
  /** The class that it was made for. */
  readonly resource?: unknown
  readonly attributes?: readonly string[]
  readonly arguments?: readonly string[]
  /** The attributes that it sets; those of `attributes` that are missing here it only looks at. */
  readonly sets?: readonly string[]
  /** The relationship whose key it sets. */
  readonly belongsTo?: string
  /** What else is wrong with an action that has this step. */
  readonly problem?: (
    action: ActionInfo,
  ) => { readonly problem: string; readonly fix?: string } | undefined
}

/**
 * A step with the names that it relies on. One of somebody's own has none: nothing is known of it.
 */
export const withNames = <Step extends (...given: never) => unknown>(
  step: Step,
  ...names: readonly StepNames[]
): Step & { readonly names: readonly StepNames[] } => Object.assign(step, { names })
