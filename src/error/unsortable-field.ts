import { AshlarError } from './ashlar-error.ts'

/** A field without an order, or one that is not offered for sorting. */
export class UnsortableField extends AshlarError {
  readonly class = 'invalid'
  readonly code = 'unsortable_field'
  constructor({ resource, field, reason }: { readonly resource: string; readonly field: string; readonly reason?: string }) {
    super(`${resource} cannot be sorted by ${field}${reason ? `: ${reason}` : ''}.`, { field, path: ['sort', field], variables: { resource } })
  }
}
