import { AshlarError } from './ashlar-error.ts'

/** The tables are not what the resources say, and bringing them there was not allowed or not possible. */
export class MigrationRefused extends AshlarError {
  readonly class = 'framework'
  readonly code = 'migration_refused'
  /** `operations` in words: `drop the column posts.body`. */
  constructor({
    reason,
    operations,
    fix,
    cause,
  }: { readonly reason: string; readonly operations: readonly string[]; readonly fix: string; readonly cause?: unknown }) {
    super(`${reason}${operations.length ? `: ${operations.join('; ')}` : ''}. ${fix}`, { variables: { operations }, cause })
  }
}
