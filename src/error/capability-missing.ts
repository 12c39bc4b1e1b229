import { AshlarError } from './ashlar-error.ts'

export interface MissingCapability {
  /** What lacks it: `memory data layer`. */
  readonly of: string
  readonly capability: string
  /** What needs it: `Post.similar`. */
  readonly neededBy?: string
  readonly fix?: string
}

/** The data layer, model or adapter at hand cannot do what a declaration needs. */
export class CapabilityMissing extends AshlarError {
  readonly class = 'framework'
  readonly code = 'capability_missing'
  constructor({ of, capability, neededBy, fix }: MissingCapability) {
    super(`The ${of} has no ${capability}${neededBy ? `, which ${neededBy} needs` : ''}.${fix ? ` ${fix}` : ''}`, { variables: { of, capability, neededBy } })
  }
}
