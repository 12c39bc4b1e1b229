import type { Session } from '../../action/contract/session.ts'
import type { Module } from '../../module/module.ts'
import type { Row } from '../../resource/resource.ts'
import type { programResources } from './program-resources.ts'
import { formatChanges, type StateChange, stateChanges } from './state-diff.ts'

type Program = ReturnType<typeof programResources<unknown>>['Program']
interface Parts<S, E> {
  readonly Program: Program
  readonly row: Row<Program>
  readonly before: Module<S, E>
  readonly after: Module<S, E>
  readonly optimizer: string | undefined
}

/** The trail of versions to return to, for the next version. */
export const trailFrom = ({ trail, version }: Pick<Row<Program>, 'trail' | 'version'>): number[] =>
  [...trail, version].slice(-longestTrail)
const longestTrail = 100

/**
 * A proposed change of a program, by an optimizer or a person: a changeset on its row, to review
 * and measure before it is applied. `before` and `after` are modules that you can run.
 */
export class ProgramChangeset<S, E> {
  readonly before: Module<S, E>
  readonly after: Module<S, E>
  readonly changes: readonly StateChange[]
  /** The version that it starts from. */
  readonly base: number
  readonly #parts: Parts<S, E>

  constructor(parts: Parts<S, E>) {
    this.#parts = parts
    this.before = parts.before
    this.after = parts.after
    this.base = parts.row.version
    this.changes = stateChanges(parts.before.state, parts.after.state)
  }

  /** Whether it would change anything. */
  get changed(): boolean {
    return this.changes.length > 0
  }

  diff(options?: { readonly width?: number }): string {
    return this.changed ? formatChanges(this.changes, options) : 'nothing would change'
  }

  /**
   * Writes the next version and activates it, under the session's policies. Returns its number.
   * Rejects with `stale_record` if another version has been activated in the meantime: propose
   * again.
   */
  async apply(session: Session, { note }: { readonly note?: string } = {}): Promise<number> {
    const { Program, row, after, optimizer } = this.#parts
    const revised = await session.run(Program.actions.revise, {
      id: row.id,
      base: this.base,
      trail: trailFrom(row),
      state: after.state as never,
      note: note ?? (optimizer ? `by ${optimizer}` : null),
    })
    return revised.version
  }
}
