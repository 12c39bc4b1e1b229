import { describe, expect, test } from 'vitest'
import { Context } from '../context/context.ts'
import { DefinitionError } from '../error/definition-error.ts'
import { eq, or } from '../expression/operators.ts'
import { belongsTo, hasMany } from '../resource/relationship.ts'
import { resourceInfo } from '../resource/resource-info.ts'
import { Resource } from '../resource/resource.ts'
import { t } from '../type/t.ts'
import { authorize } from './authorize.ts'
import { declarePolicies, type Policy, type PolicyBuilder, type PolicyRefs } from './policy.ts'
import { resourcePolicies } from './resource-policies.ts'

class User extends Resource('User', {
  id: t.uuid().primaryKey(),
  role: t.oneOf('admin', 'member'),
}) {
  static relationships = { posts: hasMany(() => Post, { destination: 'authorId' }) }
}
class Post extends Resource('Post', {
  id: t.uuid().primaryKey(),
  status: t.string(),
  authorId: t.uuid(),
}) {
  static relationships = { author: belongsTo(() => User) }
}
type Define = (
  refs: PolicyRefs<typeof Post, User>,
  policy: PolicyBuilder<typeof Post>,
) => readonly Policy[]
const withPolicies = (define: Define) =>
  resourceInfo(
    class extends Post {
      static actions = { list: {}, publish: {} }
      static policies = declarePolicies<typeof Post, User>(Post, define)
    },
  )
const refused = (define: Define) => () => resourcePolicies(withPolicies(define))

describe('the policies of a resource', () => {
  test('are made with its own references and the actor', () => {
    const policies = resourcePolicies(
      withPolicies(({ status, author, actor }, policy) => [
        policy.read().authorizeIf(or(eq(status, 'published'), eq(author.id, actor.id))),
      ]),
    )!
    const authorization = authorize(policies, {
      actor: { id: 'ann' },
      tenant: undefined,
      action: 'list',
      kind: 'read',
      resource: 'Post',
      arguments: {},
      changing: {},
      context: Context.empty,
    })
    expect(authorization).toMatchObject({
      decision: 'filter',
      filter: {
        operator: 'or',
        operands: [
          { operator: 'eq' },
          { operator: 'eq', operands: [{ path: ['author'], name: 'id' }, { value: 'ann' }] },
        ],
      },
    })
  })
  test('are made once', () => {
    const info = withPolicies((_, policy) => [policy.read().authorizeIf(true)])
    expect(resourcePolicies(info)).toBe(resourcePolicies(info))
  })
  test('are undefined where none are declared, and empty where an empty list is', () => {
    expect(resourcePolicies(resourceInfo(Post))).toBeUndefined()
    expect(resourcePolicies(withPolicies(() => []))).toEqual([])
  })
})

describe('a definition error', () => {
  test('a policy without checks', () =>
    expect(refused((_, policy) => [policy.read() as never])).toThrow(
      'Post: policies.0: the policy has no checks',
    ))
  test('a bypass that only forbids', () =>
    expect(refused((_, policy) => [policy.bypass.read().forbidIf(true)])).toThrow(
      'the bypass only forbids',
    ))
  test('an action that does not exist', () =>
    expect(
      refused((_, policy) => [
        (policy.action as (name: string) => ReturnType<typeof policy.always>)('publsh').authorizeIf(
          true,
        ),
      ]),
    ).toThrow('there is no action "publsh". Did you mean "publish"?'))
  test('a field that does not exist', () =>
    expect(
      refused((refs, policy) => [
        policy.read().authorizeIf(eq((refs as never as { title: typeof refs.status }).title, 'x')),
      ]),
    ).toThrow(DefinitionError))
})

test('a policy is a frozen value: each step makes another', () => {
  let base: Policy | undefined
  let longer: Policy | undefined
  resourcePolicies(
    withPolicies((_, policy) => {
      base = policy.read().authorizeIf(true)
      longer = policy.read().authorizeIf(true).forbidIf(false).describe('readers')
      return [longer]
    }),
  )
  expect([
    base?.checks.length,
    longer?.checks.length,
    base?.description,
    longer?.description,
    Object.isFrozen(base),
    Object.isFrozen(base?.checks),
  ]).toEqual([1, 2, undefined, 'readers', true, true])
})
