import { identifier } from './migrate/names.ts'

interface Changes {
  /** Rows written since the table was last looked at, and before that. */
  since: number
  before: number
}

/** Fewer rows are read through in no time, whatever the plan. */
const few = 100

/**
 * Which tables have changed so much that the planner no longer knows them, where no server looks at
 * them by itself. When one has been written half as often again, all that were written are due: the
 * planner weighs large tables against small ones.
 */
export class Statistics {
  readonly #tables = new Map<string, Changes>()
  #due = false
  wrote(table: string, rows: number): void {
    const changes = this.#tables.get(table) ?? { since: 0, before: 0 }
    changes.since += rows
    this.#tables.set(table, changes)
    if (changes.since > few && changes.since > changes.before / 2) this.#due = true
  }
  /** The statements that bring the planner up to date; asked for once. */
  refresh(): string[] {
    if (!this.#due) return []
    this.#due = false
    const written = [...this.#tables].filter(([, { since }]) => since > 0)
    for (const [, changes] of written) {
      changes.before += changes.since
      changes.since = 0
    }
    return written.map(([table]) => `analyze ${identifier(table)}`)
  }
}
