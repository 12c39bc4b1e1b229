import { AshlarError } from './ashlar-error.ts'
import { pathLabel } from './path-label.ts'

/** A field that needs a value has none. In a group it gives way to any other error on the field. */
export class Required extends AshlarError {
  readonly class = 'invalid'
  readonly code = 'required'
  constructor({
    field,
    path = [field],
    message = 'is required',
  }: { readonly field: string; readonly path?: readonly (string | number)[]; readonly message?: string }) {
    super(`${pathLabel(path)} ${message}.`, { field, path })
  }
}
