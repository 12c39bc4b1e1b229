import type { Session } from '../../../src/action/contract/session.ts'
import { isDistinctFrom } from '../../../src/expression/operators.ts'
import { type Job, job, type JobContext, type JobDefinition } from '../../../src/job/job.ts'
import { Save } from './save.ts'
import { Task } from './task.ts'

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
