import { app } from '../../src/app/open-app.ts'
import { eq } from '../../src/expression/operators.ts'
import {
  actionIs,
  actorAttributeEquals,
  actorPresent,
  changingAttributes,
  relatesToActorVia,
} from '../../src/policy/checks.ts'
import {
  declarePolicies,
  type Policy,
  type PolicyBuilder,
  type PolicyRefs,
} from '../../src/policy/policy.ts'
import { belongsTo } from '../../src/resource/relationship.ts'
import { Resource } from '../../src/resource/resource.ts'
import { t } from '../../src/type/t.ts'

class User extends Resource('User', {
  id: t.uuid().primaryKey(),
  role: t.oneOf('admin', 'member'),
  teamId: t.uuid().nullable(),
  banned: t.boolean().nullable(),
}) {}
class Post extends Resource('Post', {
  id: t.uuid().primaryKey(),
  title: t.string(),
  authorId: t.uuid(),
}) {
  static relationships = { author: belongsTo(() => User) }
  static actions = { list: {}, publish: {} }
}
const policies = (
  define: (
    refs: PolicyRefs<typeof Post, User>,
    policy: PolicyBuilder<typeof Post>,
  ) => readonly Policy[],
) => declarePolicies<typeof Post, User>(Post, define)

policies(({ authorId, actor }, policy) => [
  policy.bypass.always().authorizeIf(eq(actor.role, 'admin')).describe('admins may'),
  policy
    .read()
    .when(actorPresent())
    .forbidIf(actor.banned)
    .forbidIf(eq(actor.teamId, 'x'))
    .authorizeIf(eq(authorId, actor.id)),
  policy.action('list', 'publish').authorizeUnless(changingAttributes('title')).strict(),
  policy.write().forbidUnless(actionIs('publish')).authorizeIf(true),
])
// @ts-expect-error a policy without checks
policies((_, policy) => [policy.read()])
// @ts-expect-error no such action
policies((_, policy) => [policy.action('burn').authorizeIf(true)])
// @ts-expect-error an action policy names at least one
policies((_, policy) => [policy.action().authorizeIf(true)])
// @ts-expect-error the actor has no such role
policies(({ actor }, policy) => [policy.read().authorizeIf(eq(actor.role, 'guest'))])
// @ts-expect-error no such field
policies(({ body }, policy) => [policy.read().authorizeIf(eq(body, 'x'))])
// @ts-expect-error text is no condition
policies(({ title }, policy) => [policy.read().authorizeIf(title)])

const named = app<{ actor: User }>().policies
named(Post, (_, policy) => [
  policy
    .write()
    .forbidIf(changingAttributes('title', 'authorId'))
    .authorizeIf(actorAttributeEquals('role', 'admin')),
  policy
    .write()
    .forbidIf(changingAttributes({ title: { from: 'a', to: 'b' } }))
    .authorizeIf(relatesToActorVia('author')),
  policy
    .read()
    .when(actionIs('list'))
    .authorizeIf(relatesToActorVia(['author', 'anything'])),
])
// @ts-expect-error no such attribute
named(Post, (_, policy) => [policy.write().forbidIf(changingAttributes('titel')).authorizeIf(true)])
// @ts-expect-error no such action
named(Post, (_, policy) => [policy.write().forbidIf(actionIs('lsit')).authorizeIf(true)])
// @ts-expect-error no such relationship
named(Post, (_, policy) => [policy.write().authorizeIf(relatesToActorVia('autor'))])
// @ts-expect-error the actor has no such field
named(Post, (_, policy) => [policy.write().authorizeIf(actorAttributeEquals('rol', 'admin'))])
