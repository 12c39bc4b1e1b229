import { Client } from 'pg'

export interface SentStatement {
  readonly text: string
  readonly values: readonly (string | null)[]
}

/** What a piece of work sends to the Postgres server, in order. */
export const sentDuring = async (work: () => Promise<unknown>): Promise<SentStatement[]> => {
  const sent: SentStatement[] = []
  const { prototype } = Client
  const original = Object.getOwnPropertyDescriptor(prototype, 'query')!
  const send = original.value as (this: unknown, ...args: unknown[]) => unknown
  Object.defineProperty(prototype, 'query', {
    ...original,
    value(this: unknown, ...args: unknown[]) {
      const [statement] = args as [SentStatement]
      sent.push({ text: statement.text, values: statement.values })
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

/**
 * How the server carries a statement out: its plan as text, with what it really did. What the
 * statement changes is undone.
 */
export const explain = async (url: string, { text, values }: SentStatement): Promise<string> => {
  const client = new Client(url)
  await client.connect()
  try {
    await client.query('begin')
    const { rows } = await client.query<{ 'QUERY PLAN': string }>(
      `explain (analyze, timing off, summary off) ${text}`,
      [...values],
    )
    await client.query('rollback')
    return rows.map((row) => row['QUERY PLAN']).join('\n')
  } finally {
    await client.end()
  }
}

/** The most rows that any step of a plan took or threw away. */
export const rowsTouched = (plan: string): number =>
  Math.max(
    ...[
      ...plan.matchAll(
        /\(actual rows=(\d+) loops=(\d+)\)|Removed by (?:Filter|Join Filter|Index Recheck): (\d+)/g,
      ),
    ].map((match) => (match[3] ? Number(match[3]) : Number(match[1]) * Number(match[2]))),
  )
