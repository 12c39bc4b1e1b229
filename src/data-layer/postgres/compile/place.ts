import type { Fragment } from './fragment.ts'

/** What the place of an expression says about it. */
export interface Place {
  /** What its value is compared with, assigned to or listed among. */
  readonly like?: Pick<Fragment, 'storage' | 'type'>
  /** An order key that an index may serve, where an unknown distance may count as the largest. */
  readonly indexable?: boolean
}
