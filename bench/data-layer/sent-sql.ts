import { randomUUID } from 'node:crypto'
import { Client, type Pool } from 'pg'
import { type Input, type Operations, operations } from './operation.ts'

interface Statement {
  readonly name: string | undefined
  readonly text: string
  readonly values: readonly (string | null)[]
}

/** What a piece of work really sends through the driver. */
const sentDuring = async (work: () => Promise<unknown>): Promise<Statement[]> => {
  const sent: Statement[] = []
  const { prototype } = Client
  const original = Object.getOwnPropertyDescriptor(prototype, 'query')
  if (!original) throw new Error('pg.Client has no query of its own')
  const send = original.value as (this: unknown, ...args: unknown[]) => unknown
  Object.defineProperty(prototype, 'query', {
    ...original,
    value(this: unknown, ...args: unknown[]) {
      const [statement] = args as [Statement]
      sent.push({ name: statement.name, text: statement.text, values: statement.values })
      return send.apply(this, args)
    },
  })
  try {
    await work()
  } finally {
    Object.defineProperty(prototype, 'query', original)
  }
  return sent
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-/
const TIME = /^\d{4}-\d\d-\d\dT/

/** Where each parameter comes from: the call's input, a new key, the time, or always the same. */
const slot = (value: string | null, input: Input): ((next: Input) => string | null) => {
  for (const name of ['actor', 'key', 'minScore'] as const)
    if (value === String(input[name])) return (next) => String(next[name])
  if (value !== null && UUID.test(value)) return () => randomUUID()
  if (value !== null && TIME.test(value)) return () => new Date().toISOString()
  return () => value
}

export interface RawOperations {
  /** Each statement prepared once a connection. */
  readonly named: Operations
  readonly unnamed: Operations
}

const rawOperation = (pool: Pool, { text, values }: Statement, input: Input, name?: string) => {
  const slots = values.map((value) => slot(value, input))
  return async (next: Input): Promise<unknown[]> =>
    (
      await pool.query<object>({
        text,
        values: slots.map((fill) => fill(next)),
        ...(name ? { name } : {}),
      })
    ).rows
}

/**
 * The driver alone, sending the statements that the given operations were seen to send. Every one
 * of them is a single statement.
 */
export const rawOperations = async (
  pool: Pool,
  observed: Operations,
  input: Input,
): Promise<RawOperations> => {
  const [named, unnamed] = [{ ...observed }, { ...observed }]
  for (const operation of operations) {
    // The first time a statement has no name yet.
    await observed[operation](input)
    const [statement, ...more] = await sentDuring(() => observed[operation](input))
    if (!statement?.name || more.length)
      throw new Error(
        `${operation} is expected to send one statement with a name, but sent ${more.length + 1}`,
      )
    named[operation] = rawOperation(pool, statement, input, statement.name)
    unnamed[operation] = rawOperation(pool, statement, input)
  }
  return { named, unnamed }
}
