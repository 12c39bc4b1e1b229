import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import pg from 'pg'
import { inject } from 'vitest'

const ask = async (what: 'postgres' | 'pglite'): Promise<string> => {
  const response = await fetch(`${inject('broker')}/${what}`)
  const text = await response.text()
  if (!response.ok) throw new Error(text)
  return text
}

const administrate = async (url: string, statement: string) => {
  const client = new pg.Client(url)
  await client.connect()
  await client.query(statement)
  await client.end()
}

/**
 * An empty database on the run's Postgres server, altered by clauses such as `set timezone to
 * 'Asia/Tokyo'`.
 */
export const freshDatabase = async (
  ...clauses: readonly string[]
): Promise<{ readonly url: string; drop(): Promise<void> }> => {
  const server = await ask('postgres')
  const name = `test_${randomUUID().replaceAll('-', '')}`
  await administrate(server, `create database ${name}`)
  for (const clause of clauses) await administrate(server, `alter database ${name} ${clause}`)
  return {
    url: server.replace(/postgres$/, name),
    drop: () => administrate(server, `drop database ${name} with (force)`),
  }
}

const open = async () => {
  const { PGlite } = await import('@electric-sql/pglite')
  const { vector } = await import('@electric-sql/pglite-pgvector')
  return PGlite.create({
    loadDataDir: new Blob([await readFile(await ask('pglite'))]),
    extensions: { vector },
  })
}
let instance: ReturnType<typeof open> | undefined

/** This worker's PGlite, emptied. One instance serves all tests of a file, one after another. */
export const freshPglite = async (): Promise<Awaited<ReturnType<typeof open>>> => {
  const database = await (instance ??= open())
  await database.exec('drop schema public cascade; create schema public; deallocate all')
  return database
}
