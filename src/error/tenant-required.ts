import { AshlarError } from './ashlar-error.ts'

/** A resource that belongs to tenants was used without one. */
export class TenantRequired extends AshlarError {
  readonly class = 'invalid'
  readonly code = 'tenant_required'
  constructor({ resource }: { readonly resource: string }) {
    super(`${resource} belongs to a tenant. Give the session a tenant.`, { variables: { resource } })
  }
}
