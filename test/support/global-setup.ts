import type { TestProject } from 'vitest/node'
import { startBroker } from './postgres-broker.ts'
import { assertPostgresInstalled } from './postgres-server.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    /** Where a test asks for the run's Postgres server and the like. */
    broker: string
  }
}

export default async function setup({ provide }: TestProject) {
  await assertPostgresInstalled()
  const { url, stop } = await startBroker()
  provide('broker', url)
  return stop
}
