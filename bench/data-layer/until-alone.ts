import { setTimeout as wait } from 'node:timers/promises'
import { Client } from 'pg'

/**
 * Until every other session of the database has ended: a pool's `end` does not wait for that, and a
 * server that stops meanwhile is an error to it.
 */
export const untilAlone = async (url: string): Promise<void> => {
  const client = new Client(url)
  await client.connect()
  const others = async () =>
    (
      await client.query(
        "select from pg_stat_activity where datname = current_database() and backend_type = 'client backend' and pid <> pg_backend_pid()",
      )
    ).rowCount
  while (await others()) await wait(20)
  await client.end()
}
