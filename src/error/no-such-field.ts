import { didYouMean } from '../type/nearest.ts'
import { clip } from '../type/shown.ts'
import { AshlarError } from './ashlar-error.ts'

export interface UnknownField {
  readonly resource: string
  readonly field: string
  readonly known?: readonly string[]
  readonly path?: readonly (string | number)[]
}

/** A field that the resource does not have, or does not show: a caller is told the same of both. */
export class NoSuchField extends AshlarError {
  readonly class = 'invalid'
  readonly code = 'no_such_field'
  constructor({ resource, field, known = [], path = [field] }: UnknownField) {
    super(`${resource} has no field "${clip(field)}".${didYouMean(field, known)}`, { field, path, variables: { resource } })
  }
}
