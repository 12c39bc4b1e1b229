import { AshlarError } from './ashlar-error.ts'

/** An expression asks for a field of the actor that was not loaded; taking it for null could let somebody in. */
export class FieldNotLoaded extends AshlarError {
  readonly class = 'framework'
  readonly code = 'field_not_loaded'
  constructor({ of, path }: { readonly of: string; readonly path: readonly string[] }) {
    const name = path.join('.')
    super(`The ${of}'s field "${name}" is not loaded. Load it before the session is made, or set it to null if there is none.`, {
      field: name,
      path,
      variables: { of },
    })
  }
}
