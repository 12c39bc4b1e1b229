// Imports what it is told and says how long that took. Plain JavaScript, so that nothing is compiled for it.
const start = performance.now()
for (const name of process.argv.slice(2)) await import(name)
const ms = performance.now() - start
process.stdout.write(JSON.stringify({ ms, rss: process.memoryUsage.rss() }))
process.exit()
