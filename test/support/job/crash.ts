// A program that the tests kill: writes tasks, copies them in the background, tells each event on a
// line, and ends when nothing is left to do. It stops in the middle of the job after `works`, then
// in the middle of the write after `writes`, so that it is killed at a point that does not depend
// on time.
import { jobs } from '../../../src/job/jobs.ts'
import { work, copy, Save, Task } from '../../../src/testing/job-engine/tasks.ts'
import { dataLayerAt, engineAt } from './places.ts'

const [place = '', ...numbers] = process.argv.slice(2)
const [count = 0, writes = 0, works = 0] = numbers.map(Number)
const say = (line: string) => process.stdout.write(`${line}\n`)
const forever = () => new Promise<never>(() => setInterval(() => {}, 60_000))

let [worked, done] = [0, 0]
const enough = Promise.withResolvers<void>()
const background = jobs({
  engine: engineAt(place),
  jobs: [copy(() => (++worked > works ? forever() : undefined))],
  onEvent: ({ type }) => {
    say(type)
    if (type === 'done' && ++done >= works) enough.resolve()
  },
})
const app = await work.open({
  resources: [Task, Save],
  dataLayer: dataLayerAt(place),
  extensions: [background],
  onError: (error, where) => say(`error ${where} ${String(error)}`),
})
const session = app.system()
const there = await session.count(Task)
for (let number = there; number < count; number++) {
  const last = number >= writes
  if (last) await enough.promise
  await session.transaction(async (inner) => {
    await inner.run(Task.actions.write, { title: `task ${number}` })
    if (!last) return
    say('writing')
    await forever()
  })
  say('wrote')
}
say('written')
const report = await background.idle()
say(`report ${JSON.stringify({ ...report, failed: report.failed.length })}`)
await app.close()
