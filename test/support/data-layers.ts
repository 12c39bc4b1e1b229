import { describe } from 'vitest'
import type { DataLayer } from '../../src/data-layer/data-layer.ts'
import { memory } from '../../src/data-layer/memory/memory.ts'
import { pglite, postgres } from '../../src/data-layer/postgres/postgres.ts'
import type { ResourceInfo } from '../../src/resource/info.ts'
import { freshDatabase, freshPglite } from './postgres-database.ts'

export type DataLayerName = 'memory' | 'pglite' | 'postgres'
/** Opens an empty data layer with these resources. `close` removes all of it. */
export type MakeDataLayer = (resources: readonly ResourceInfo[]) => Promise<DataLayer>

/** A data layer on empty storage; closing it removes what it held. */
export const emptyDataLayer = async (name: DataLayerName): Promise<DataLayer> => {
  if (name === 'memory') return memory()
  if (name === 'pglite') return pglite({ database: await freshPglite() })
  const { url, drop } = await freshDatabase()
  const layer = postgres({ url, max: 4 })
  const close = layer.close.bind(layer)
  return Object.assign(layer, { close: () => close().then(drop) })
}

const makers: Readonly<Record<DataLayerName, MakeDataLayer>> = Object.fromEntries(
  (['memory', 'pglite', 'postgres'] as const).map((name) => [
    name,
    async (resources: readonly ResourceInfo[]) => {
      const layer = await emptyDataLayer(name)
      await layer.open(resources)
      return layer
    },
  ]),
) as never

/** Runs a suite on every data layer: what holds on one holds on all. */
export const eachDataLayer = (
  name: string,
  suite: (make: MakeDataLayer, layer: DataLayerName) => void,
  layers: readonly DataLayerName[] = ['memory', 'pglite', 'postgres'],
): void => {
  for (const layer of layers) {
    describe(`${name} on ${layer}`, () => {
      suite(makers[layer], layer)
    })
  }
}
