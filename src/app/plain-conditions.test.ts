import { describe, expect, test } from 'vitest'
import { create, read, update } from '../action/contract/action.ts'
import { memory } from '../data-layer/memory/memory.ts'
import type { Expr } from '../expression/node.ts'
import { and, eq, isNull, not, or } from '../expression/operators.ts'
import { actionIs, actorPresent, relatesToActorVia } from '../policy/checks.ts'
import { calculate } from '../resource/calculation.ts'
import { index } from '../resource/indexes.ts'
import { belongsTo, hasMany } from '../resource/relationship.ts'
import { type AnyResource, Resource } from '../resource/resource.ts'
import { t } from '../type/t.ts'
import { app } from './open-app.ts'

const site = app<{ actor: { readonly id: string; readonly role: string } }>()
const problemOf = async (resource: AnyResource): Promise<string | undefined> => {
  try {
    await (await site.open({ resources: [resource], dataLayer: memory() })).close()
    return undefined
  } catch (error) {
    expect(error).toMatchObject({ code: 'invalid_definition' })
    return (error as Error).message
  }
}
const fields = {
  id: t.uuid().primaryKey(),
  owner: t.string(),
  status: t.string(),
  published: t.boolean().default(false),
  parentId: t.uuid().nullable(),
}
const related = () =>
  class Doc extends Resource('Doc', fields) {
    static relationships = {
      parent: belongsTo(() => this),
      parts: hasMany(() => this, { destination: 'parentId' }),
    }
    static actions: Readonly<Record<string, unknown>> = { list: read(this) }
  }
type Doc = ReturnType<typeof related>
type Define = Parameters<typeof site.policies<Doc>>[1]
const withPolicies = (define: Define): AnyResource => {
  const doc = related()
  return Object.assign(doc, { policies: site.policies(doc, define) })
}
const withActions = (actions: (doc: Doc) => object) => {
  const doc = related()
  return Object.assign(doc, { actions: actions(doc) })
}
/** What JavaScript makes of a comparison, seen by the compiler as a condition. */
const here = (compared: boolean) => compared as never as Expr<boolean>

describe('a condition that JavaScript has decided when it was written is refused', () => {
  const cases: readonly (readonly [string, string, Define])[] = [
    [
      '!==',
      'owner, actor.id',
      ({ owner, actor }, policy) => [policy.read().authorizeIf(here(owner !== actor.id))],
    ],
    [
      '===',
      'owner',
      ({ owner }, policy) => [policy.read().authorizeIf(here((owner as unknown) === 'x'))],
    ],
    [
      '!',
      'published',
      ({ published }, policy) => [policy.read().forbidIf(!published).authorizeIf(true)],
    ],
    ['>', 'status', ({ status }, policy) => [policy.read().authorizeIf((status as never) > 5)]],
    [
      'when',
      'status',
      ({ status }, policy) => [
        policy
          .read()
          .when(here((status as unknown) === 'x'))
          .authorizeIf(true),
      ],
    ],
    [
      'a bypass',
      'actor.role',
      ({ actor }, policy) => [
        policy.bypass.always().authorizeIf(here((actor.role as unknown) === 'admin')),
      ],
    ],
    [
      'a name without destructuring',
      'owner',
      (refs, policy) => [
        policy.read().authorizeIf(here((refs.owner as unknown) !== refs.actor.id)),
      ],
    ],
    [
      'and',
      'owner, actor.id',
      ({ owner, actor, status }, policy) => [
        policy.read().authorizeIf(and(eq(status, 'x'), here(owner !== actor.id))),
      ],
    ],
    [
      'or in not',
      'owner',
      ({ owner, status }, policy) => [
        policy.read().authorizeIf(not(or(eq(status, 'x'), here((owner as unknown) === 'y')))),
      ],
    ],
    [
      'a related record',
      'parent.owner',
      ({ parent, actor }, policy) => [
        policy
          .read()
          .authorizeIf(and(here((parent.owner as unknown) !== 'x'), eq(parent.status, actor.role))),
      ],
    ],
    [
      'inside exists',
      'owner',
      ({ parts }, policy) => [
        policy.read().authorizeIf(parts.exists(({ owner }) => here((owner as unknown) === 'x'))),
      ],
    ],
    [
      'inside exists, of the actor',
      'actor.id',
      ({ parts, actor }, policy) => [
        policy.read().authorizeIf(parts.exists(() => here((actor.id as unknown) === 'x'))),
      ],
    ],
    [
      'beside one that is right',
      'actor.id',
      ({ owner, actor }, policy) => [
        policy.read().authorizeIf(here(owner !== actor.id)),
        policy.create().authorizeIf(eq(owner, actor.id)),
      ],
    ],
  ]
  test.each(cases)('in policies: %s', async (_, names, define) => {
    const problem = await problemOf(withPolicies(define))
    expect(problem).toContain('a condition is plain true or false, and nothing is made of')
    for (const name of names.split(', '))
      expect(problem).toMatch(new RegExp(`made of [^.]*${name}`))
    expect(problem).toContain('Use eq(…), ne(…), isNull(…)')
  })

  test('in an action, a calculation, a relationship and an index', async () => {
    const both = (left: unknown, right: unknown) => here(left === right)
    const actions: readonly ((doc: Doc) => object)[] = [
      (doc) => ({
        a: read(doc, { filter: ({ status, owner }) => and(eq(status, 'x'), both(owner, 'y')) }),
      }),
      (doc) => ({
        a: read(doc, {
          arguments: { by: t.string() },
          filter: ({ status }, { by }) => and(eq(status, 'x'), both(by, 'y')),
        }),
      }),
      (doc) => ({
        a: update(doc, { where: ({ status, owner }) => or(eq(status, 'x'), both(owner, 'y')) }),
      }),
      (doc) => ({ a: update(doc, { set: ({ owner }) => ({ published: both(owner, 'y') }) }) }),
      (doc) => ({
        a: create(doc, {
          arguments: { by: t.string() },
          set: (_, { by }) => ({ published: both(by, 'y') }),
        }),
      }),
    ]
    for (const of of actions)
      expect(await problemOf(withActions(of))).toContain('nothing is made of')
    const others: readonly ((doc: Doc) => object)[] = [
      (doc) => ({
        calculations: { mine: calculate(doc, t.boolean(), ({ owner }) => both(owner, 'y')) },
      }),
      (doc) => ({
        indexes: {
          mine: index(doc, ['status'], {
            where: ({ owner, status }) => and(eq(status, 'x'), both(owner, 'y')),
          }),
        },
      }),
    ]
    for (const of of others) {
      const doc = related()
      expect(await problemOf(Object.assign(doc, of(doc)))).toContain('nothing is made of owner')
    }
  })
})

describe('a constant that is meant is not refused', () => {
  const strict = false as boolean
  const cases: readonly (readonly [string, Define])[] = [
    ['by itself', (_, policy) => [policy.always().authorizeIf(true)]],
    [
      'beside conditions',
      ({ owner, actor }, policy) => [
        policy.read().authorizeIf(true),
        policy.write().authorizeIf(eq(owner, actor.id)),
      ],
    ],
    [
      'in a connective',
      ({ owner, actor }, policy) => [policy.read().authorizeIf(and(true, eq(owner, actor.id)))],
    ],
    [
      'beside checks',
      (_, policy) => [
        policy.read().authorizeIf(relatesToActorVia('parent')),
        policy
          .always()
          .forbidUnless(actorPresent())
          .authorizeIf(actionIs('list' as never)),
      ],
    ],
    [
      'beside a name that is taken and not needed, without a constant',
      ({ owner, status, actor }, policy) => [
        policy.read().authorizeIf(eq(owner, actor.id)),
        ...(strict ? [policy.read().authorizeIf(isNull(status))] : []),
      ],
    ],
    [
      'chosen by a builder that has made its expressions before',
      ({ owner, actor }, policy) => {
        const own = eq(owner, actor.id)
        return [policy.read().authorizeIf(strict ? own : true)]
      },
    ],
    [
      'in policies built in a loop',
      (refs, policy) =>
        (['owner', 'status'] as const).map((name) =>
          policy.read().forbidIf(isNull(refs[name])).authorizeIf(true),
        ),
    ],
    [
      'with a condition inside exists',
      ({ parts, actor }, policy) => [
        policy
          .read()
          .forbidIf(false)
          .authorizeIf(parts.exists(({ owner }) => eq(owner, actor.id))),
      ],
    ],
    [
      'of a condition that is an attribute',
      ({ published }, policy) => [policy.read().forbidIf(false).authorizeIf(published)],
    ],
    [
      'made of a related record',
      ({ parent, actor }, policy) => [
        policy.read().authorizeIf(or(false, eq(parent.parent.owner, actor.id))),
      ],
    ],
  ]
  test.each(cases)('%s', async (_, define) => {
    expect(await problemOf(withPolicies(define))).toBe(undefined)
  })
  test('in what an action sets', async () => {
    expect(
      await problemOf(
        withActions((doc) => ({
          a: update(doc, { set: ({ status }) => ({ published: true, owner: status }) }),
        })),
      ),
    ).toBe(undefined)
  })
})
