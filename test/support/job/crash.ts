// A program that the tests kill: writes tasks, copies them slowly in the background, tells each save on a line, and ends when nothing is left to do.
import { setTimeout as wait } from 'node:timers/promises'
import { jobs } from '../../../src/extension/job/jobs.ts'
import { work } from './app.ts'
import { copy } from './copy.ts'
import { dataLayerAt, engineAt } from './places.ts'
import { Save } from './save.ts'
import { Task } from './task.ts'

const [place = '', count = '0'] = process.argv.slice(2)
const say = (line: string) => process.stdout.write(`${line}\n`)

const background = jobs({ engine: engineAt(place), jobs: [copy(() => wait(15))], onEvent: ({ type }) => say(type) })
const app = await work.open({ resources: [Task, Save], dataLayer: dataLayerAt(place), extensions: [background], onError: (error, where) => say(`error ${where} ${String(error)}`) })
const session = app.system()
const there = await session.count(Task)
for (let number = there; number < Number(count); number++) await session.run(Task.actions.write, { title: `task ${number}` })
say('written')
const report = await background.idle()
say(`report ${JSON.stringify({ ...report, failed: report.failed.length })}`)
await app.close()
