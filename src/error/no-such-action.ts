import { didYouMean } from '../type/nearest.ts'
import { clip } from '../type/shown.ts'
import { AshlarError } from './ashlar-error.ts'

/** An action that the resource does not have. */
export class NoSuchAction extends AshlarError {
  readonly class = 'invalid'
  readonly code = 'no_such_action'
  constructor({ resource, action, known = [] }: { readonly resource: string; readonly action: string; readonly known?: readonly string[] }) {
    super(`${resource} has no action "${clip(action)}".${didYouMean(action, known)}`, { variables: { resource, action } })
  }
}
