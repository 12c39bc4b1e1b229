// Measures Ashlar beside its peers. `npm run bench` runs everything, `npm run bench -- cold-start`
// one part.
import { installPeers } from './peers.ts'

const parts: Readonly<Record<string, () => Promise<void>>> = {
  'module-call': async () => (await import('./module-call/module-call.ts')).moduleCall(),
  'data-layer': async () => (await import('./data-layer/data-layer.ts')).dataLayer(),
  'cold-start': async () => (await import('./cold-start/cold-start.ts')).coldStart(),
}

const asked = process.argv.slice(2)
const unknown = asked.filter((name) => !(name in parts))
if (unknown.length) {
  console.error(
    `There is no bench ${unknown.join(', ')}. There are: ${Object.keys(parts).join(', ')}.`,
  )
  process.exit(1)
}
installPeers()
for (const name of asked.length ? asked : Object.keys(parts)) await parts[name]?.()
