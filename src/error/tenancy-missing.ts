import { AshlarError } from './ashlar-error.ts'

/** Somebody asked for a tenant. Every caller would see every tenant's records, so nothing is done. */
export class TenancyMissing extends AshlarError {
  readonly class = 'framework'
  readonly code = 'tenancy_missing'
  constructor(of: string) {
    super(`${of} was given a tenant, but there is no tenancy yet. Leave the option out, and say in policies whose records are whose.`, { variables: { of } })
  }
}

/** Refuses the options `tenant` and `tenants`, whatever their value but undefined. */
export const refuseTenant = (options: object, of: string): void => {
  const { tenant, tenants } = options as { readonly tenant?: unknown; readonly tenants?: unknown }
  if (tenant !== undefined || tenants !== undefined) throw new TenancyMissing(of)
}
