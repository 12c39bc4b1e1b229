import { action, create, destroy, update } from '../../action/contract/action.ts'
import type { Session } from '../../action/contract/session.ts'
import { app } from '../../app/open-app.ts'
import { isDistinctFrom } from '../../expression/operators.ts'
import { type Job, job, type JobContext, type JobDefinition } from '../../job/job.ts'
import { identity } from '../../resource/indexes.ts'
import { Resource } from '../../resource/resource.ts'
import { t } from '../../type/t.ts'

export const work = app<{ actor: { readonly id: string } }>()

/** Something to be copied from `title` to `result` in the background. */
export class Task extends Resource('Task', {
  id: t.uuid().primaryKey(),
  title: t.string(),
  result: t.string().nullable(),
}) {
  static identities = { title: identity(Task, ['title']) }
  static actions = {
    write: create(Task, { accept: ['title'] }),
    retitle: update(Task, { accept: ['title'] }),
    finish: update(Task, {
      accept: ['result'],
      where: ({ result, title }) => isDistinctFrom(result, title),
    }),
    forget: update(Task, { set: { result: null } }),
    remove: destroy(Task),
    inTransaction: action(Task, {
      returns: t.boolean(),
      run: (_, { connection }) => connection.inTransaction,
    }),
  }
}

/** One row for each result that was saved, so that what was done twice shows. */
export class Save extends Resource('Save', {
  id: t.uuid().primaryKey(),
  title: t.string(),
}) {
  static actions = { note: create(Save, { accept: ['title'] }) }
}

/** Saves a task's result and notes it, together. */
export const finish = (session: Session, { id, title }: Task): Promise<void> =>
  session.transaction(async (inner) => {
    await inner.run(Task.actions.finish, { id, result: title })
    await inner.run(Save.actions.note, { title })
  })

/** A job that copies titles, after whatever a test wants to happen before. */
export const copy = (
  before: (task: Task, context: JobContext) => unknown = () => {},
  options: Partial<JobDefinition<typeof Task, object>> = {},
): Job<typeof Task> =>
  job(Task, {
    name: 'copy',
    where: ({ result, title }) => isDistinctFrom(result, title),
    run: async (task, context) => {
      await before(task, context)
      await finish(context.session, task)
    },
    backoff: () => 1,
    ...options,
  })
