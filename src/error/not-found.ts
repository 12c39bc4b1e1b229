import { AshlarError } from './ashlar-error.ts'
import { keyLabel } from './key-label.ts'

/** No such record, or none that the actor may see: a caller is told the same of both. */
export class NotFound extends AshlarError {
  readonly class = 'invalid'
  readonly code = 'not_found'
  /** `key` is what was asked for; leave it out where it is sensitive. */
  constructor({
    resource,
    key,
    path,
  }: { readonly resource: string; readonly key?: Readonly<Record<string, unknown>>; readonly path?: readonly (string | number)[] }) {
    super(`No ${resource}${keyLabel(key)} was found.`, { ...(path ? { path } : {}), variables: { resource, key } })
  }
}
