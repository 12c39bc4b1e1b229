// The same with PGlite alone and SQL by hand, with the extension that Ashlar brings in where it is
// installed.
const cpuBefore = process.cpuUsage()
const start = performance.now()
const { PGlite } = await import('@electric-sql/pglite')
const { vector } = await import('@electric-sql/pglite-pgvector')
const database = await PGlite.create({
  ...(process.argv[2] ? { dataDir: process.argv[2] } : {}),
  extensions: { vector },
})
await database.exec(
  'create table if not exists posts (id uuid primary key, title text not null, author_id uuid not null)',
)
const author = '018f4d0e-7b1a-7c3d-9e2f-5a6b7c8d9e0f'
await database.query('insert into posts values (gen_random_uuid(), $1, $2) returning *', [
  'first',
  author,
])
const { rows } = await database.query(
  'select id, title, author_id from posts where author_id = $1',
  [author],
)
const ms = performance.now() - start
const { user, system } = process.cpuUsage(cpuBefore)
const cpu = (user + system) / 1000
if (rows.at(-1)?.title !== 'first') throw new Error('The first record did not come back')
process.stdout.write(JSON.stringify({ ms, cpu, rss: process.memoryUsage.rss() }))
await database.close()
process.exit()
