import { action, create, read } from '../../../src/action/contract/action.ts'
import { eq } from '../../../src/expression/operators.ts'
import { count } from '../../../src/resource/aggregate.ts'
import { hasMany } from '../../../src/resource/relationship.ts'
import { Resource } from '../../../src/resource/resource.ts'
import { t } from '../../../src/type/t.ts'
import { policies } from './app.ts'
import { Post } from './post.ts'

/** The signals of `linger` calls, which end when they are aborted. */
export const lingering: AbortSignal[] = []
const linger = (signal: AbortSignal | undefined) =>
  new Promise<void>((resolve) => {
    if (!signal) return resolve()
    signal.addEventListener('abort', () => resolve())
    lingering.push(signal)
  })

export class User extends Resource('User', {
  id: t.uuid().primaryKey(),
  name: t.string().public(),
  email: t.string().sensitive(),
}) {
  static relationships = { posts: hasMany(() => Post, { public: true, destination: 'authorId' }) }
  static aggregates = { postCount: count(User, 'posts', { public: true }) }
  static identities = {}
  static actions = {
    list: read(User),
    register: create(User, { accept: ['name', 'email'], public: false }),
    linger: action(User, { run: (_, { signal }) => linger(signal) }),
    fail: action(User, {
      run: () =>
        Promise.reject(
          new TypeError('connect postgres://admin:hunter2@db/prod failed at /srv/app.ts:12'),
        ),
    }),
  }
  static policies = policies(User, ({ id, actor }, policy) => [
    policy.read().authorizeIf(true),
    policy.generic().authorizeIf(true),
    policy.write().authorizeIf(eq(id, actor.id)),
  ])
}
