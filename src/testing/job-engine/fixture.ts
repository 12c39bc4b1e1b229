import type { Session } from '../../action/contract/session.ts'
import type { App } from '../../app/app.ts'
import type { DataLayer } from '../../data-layer/data-layer.ts'
import type { JobEngine } from '../../job/engine.ts'
import type { JobEvent } from '../../job/event.ts'
import type { AnyJob } from '../../job/job.ts'
import { type Jobs, jobs, type JobsOptions } from '../../job/jobs.ts'
import { Save, Task, work } from './tasks.ts'

/**
 * Where an engine works: data that stays while an app is closed and opened again, and engines on
 * it.
 */
export interface EnginePlace {
  dataLayer(): DataLayer
  /** `grace`: the milliseconds that closing waits for what runs. */
  engine(options: { readonly grace?: number }): JobEngine
  end(): Promise<void>
}

export interface OpenWork {
  readonly app: App<{ readonly id: string }>
  readonly session: Session
  readonly background: Jobs
  readonly events: readonly JobEvent[]
  readonly reported: readonly { readonly error: unknown; readonly where: string }[]
}

export interface JobFixture {
  open(
    declared: readonly AnyJob[],
    options?: Partial<JobsOptions> & { readonly grace?: number },
  ): Promise<OpenWork>
  close(which: OpenWork): Promise<void>
}

const openWork = async (
  place: EnginePlace,
  declared: readonly AnyJob[],
  { grace, ...rest }: Partial<JobsOptions> & { readonly grace?: number },
): Promise<OpenWork> => {
  const events: JobEvent[] = []
  const reported: { error: unknown; where: string }[] = []
  const background = jobs({
    engine: place.engine(grace === undefined ? {} : { grace }),
    jobs: declared,
    onEvent: (event) => events.push(event),
    ...rest,
  })
  const app = await work.open({
    resources: [Task, Save],
    dataLayer: place.dataLayer(),
    extensions: [background],
    onError: (error, where) => void reported.push({ error, where }),
  })
  return { app, session: app.system(), background, events, reported }
}

/** Opens apps at a place, and closes those that a test leaves open. */
export const usingPlace =
  (make: () => Promise<EnginePlace>) =>
  async (body: (fixture: JobFixture) => Promise<void>): Promise<void> => {
    const place = await make()
    const opened = new Set<OpenWork>()
    try {
      await body({
        open: async (declared, options = {}) => {
          const added = await openWork(place, declared, options)
          opened.add(added)
          return added
        },
        close: async (which) => {
          opened.delete(which)
          await which.app.close()
        },
      })
    } finally {
      for (const { app } of opened) await app.close()
      await place.end()
    }
  }

/** A promise and what settles it. */
export const gate = () => Promise.withResolvers<void>()
export const types = (events: readonly JobEvent[]) => events.map(({ type }) => type)
export const saves = async (session: Session) =>
  (await session.query(Save, { sort: ['title'] })).map(({ title }) => title)
/** Resolves when the first attempt begins. */
export const untilStart = (background: Jobs): Promise<void> =>
  new Promise((resolve) => {
    background.on(({ type }) => type === 'started' && resolve())
  })
