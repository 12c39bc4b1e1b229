import { AshlarError } from './ashlar-error.ts'

export interface MissingCapability {
  /** What lacks it: `memory data layer`. */
  readonly of: string
  readonly capability: string
  /** What needs it: `Post.similar`. */
  readonly neededBy?: string
  readonly fix?: string
}

/** The data layer, model or adapter does not support what a declaration needs. */
export class CapabilityMissingError extends AshlarError {
  static override readonly mark: string = 'ashlar.CapabilityMissingError'
  readonly class = 'framework'
  readonly code = 'capability_missing'
  constructor({ of, capability, neededBy, fix }: MissingCapability) {
    super(
      `The ${of} has no ${capability}${neededBy ? `, which ${neededBy} needs` : ''}.${fix ? ` ${fix}` : ''}`,
      { variables: { of, capability, neededBy } },
    )
  }
}

/**
 * A tenant was given. Multitenancy is not supported yet. Every caller would see every tenant's
 * records, so nothing is done.
 */
export class TenancyMissingError extends AshlarError {
  static override readonly mark: string = 'ashlar.TenancyMissingError'
  readonly class = 'framework'
  readonly code = 'tenancy_missing'
  constructor(of: string) {
    super(
      `${of} got a tenant, but multitenancy is not supported yet. Leave the option out, and separate tenants with policies.`,
      { variables: { of } },
    )
  }
}

/** Refuses the options `tenant` and `tenants`, whatever their value but undefined. */
export const refuseTenant = (options: object, of: string): void => {
  const { tenant, tenants } = options as { readonly tenant?: unknown; readonly tenants?: unknown }
  if (tenant !== undefined || tenants !== undefined) throw new TenancyMissingError(of)
}
