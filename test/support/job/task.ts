import { action, create, destroy, update } from '../../../src/action/contract/action.ts'
import { isDistinctFrom } from '../../../src/expression/operators.ts'
import { identity } from '../../../src/resource/indexes.ts'
import { Resource } from '../../../src/resource/resource.ts'
import { t } from '../../../src/type/t.ts'

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
