import type { Storage } from '../../../type/type.ts'

/** What differs from server to server. */
export interface Dialect {
  /** Whether pgvector is there; else vectors are arrays and distances are computed by plain SQL. */
  readonly vector: boolean
  /** Columns that always lead to an existing record, as `table.column`: a path over them to the key needs no join. */
  readonly references: ReadonlySet<string>
}

/** The type a column has on this server. */
export const columnStorage = (storage: Storage, { vector }: Pick<Dialect, 'vector'>): Storage =>
  storage.startsWith('vector(') && !vector ? 'double precision[]' : storage
