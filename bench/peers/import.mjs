// Imports what it is told and says how long that took. Plain JavaScript, so that nothing is
// compiled for it.
const cpuBefore = process.cpuUsage()
const start = performance.now()
for (const name of process.argv.slice(2)) await import(name)
const ms = performance.now() - start
const { user, system } = process.cpuUsage(cpuBefore)
const cpu = (user + system) / 1000
process.stdout.write(JSON.stringify({ ms, cpu, rss: process.memoryUsage.rss() }))
process.exit()
