import { describe, expect, test } from 'vitest'
import { Context } from '../context/context.ts'
import { FieldNotLoadedError } from '../expression/bind.ts'
import { call, type Expr, expression, refNode, valueNode } from '../expression/node.ts'
import { coalesce, concat, eq, gt, isNull, not, or } from '../expression/operators.ts'
import { authorize } from './authorize.ts'
import {
  actionIs,
  actorAttributeEquals,
  actorPresent,
  always,
  changingAttributes,
  matches,
  never,
  relatesToActorVia,
} from './checks.ts'
import type { AuthorizationRequest } from './fold-policies.ts'
import type { Policy } from './policy.ts'
import { policyBuilder } from './resource-policies.ts'

const policy = policyBuilder<{
  readonly actions: { readonly list: 1; readonly publish: 1; readonly write: 1; readonly ask: 1 }
}>()
const actor = <T>(name: string): Expr<T> =>
  expression<T>({ kind: 'template', source: 'actor', path: [name] })
const authorId = expression<string | null>(refNode([], 'authorId'))
const status = expression<string>(refNode([], 'status'))
const own = eq(authorId, actor<string>('id'))
const isAdmin = eq(actor<string>('role'), 'admin')

const ann = { id: 'ann', role: 'member', banned: false }
const root = { id: 'root', role: 'admin', banned: false }
const ask = (policies: readonly Policy[], as: unknown, rest: Partial<AuthorizationRequest> = {}) =>
  authorize(policies, {
    actor: as,
    tenant: undefined,
    action: 'list',
    kind: 'read',
    resource: 'Post',
    arguments: {},
    changing: {},
    context: Context.empty,
    ...rest,
  })
const decision = (...given: Parameters<typeof ask>) => ask(...given).decision
const update = (rest: Partial<AuthorizationRequest> = {}): Partial<AuthorizationRequest> => ({
  kind: 'update',
  action: 'publish',
  ...rest,
})
const nothing = { decision: 'filter', filter: valueNode(false) }

describe('which policies count', () => {
  test('no policies at all: forbidden', () =>
    expect(ask([], root)).toEqual({ decision: 'forbidden', reason: 'it has no policies' }))
  test('none that applies: forbidden, a list too', () => {
    expect(ask([policy.update().authorizeIf(true)], ann)).toEqual({
      decision: 'forbidden',
      reason: 'no policy applies',
    })
    expect(ask([policy.always().when(never()).authorizeIf(true)], ann)).toEqual({
      decision: 'forbidden',
      reason: 'no policy applies',
    })
  })
  test('every policy that applies must pass', () => {
    const both = (second: boolean) => [
      policy.always().authorizeIf(always()),
      policy.action('publish').authorizeIf(second),
    ]
    expect(decision(both(true), ann, update())).toBe('authorized')
    expect(decision(both(false), ann, update())).toBe('forbidden')
    expect(decision(both(false), ann)).toBe('authorized')
  })
  test('a bypass that fails counts for nothing, so alone it lets nobody in', () => {
    expect(ask([policy.bypass.always().authorizeIf(isAdmin)], ann)).toEqual({
      decision: 'forbidden',
      reason: 'no policy applies',
    })
    expect(decision([policy.bypass.always().authorizeIf(isAdmin)], root)).toBe('authorized')
  })
  test('a bypass spares what follows it, not what is before it', () => {
    expect(
      decision(
        [policy.bypass.always().authorizeIf(isAdmin), policy.always().authorizeIf(false)],
        root,
        update(),
      ),
    ).toBe('authorized')
    expect(
      decision(
        [policy.always().authorizeIf(false), policy.bypass.always().authorizeIf(isAdmin)],
        root,
        update(),
      ),
    ).toBe('forbidden')
  })
  test('a bypass as the last element works', () => {
    const policies = [
      policy.always().authorizeIf(actorPresent()),
      policy.bypass.always().authorizeIf(isAdmin),
    ]
    expect([
      decision(policies, root),
      decision(policies, ann),
      decision(policies, null, update()),
    ]).toEqual(['authorized', 'authorized', 'forbidden'])
  })
  test('the scopes are about their kinds of action', () => {
    const allowed = (scoped: Policy) =>
      (['read', 'create', 'update', 'destroy', 'action'] as const).filter(
        (kind) => decision([scoped], ann, { kind }) === 'authorized',
      )
    expect(allowed(policy.always().authorizeIf(true))).toEqual([
      'read',
      'create',
      'update',
      'destroy',
      'action',
    ])
    expect(allowed(policy.write().authorizeIf(true))).toEqual(['create', 'update', 'destroy'])
    expect(
      [policy.read(), policy.create(), policy.update(), policy.destroy(), policy.generic()].map(
        (scope) => allowed(scope.authorizeIf(true)),
      ),
    ).toEqual([['read'], ['create'], ['update'], ['destroy'], ['action']])
  })
})

describe('checks', () => {
  test('the first decisive one wins, and running off the end forbids', () => {
    expect(decision([policy.always().forbidIf(true).authorizeIf(true)], ann, update())).toBe(
      'forbidden',
    )
    expect(decision([policy.always().authorizeIf(true).forbidIf(true)], ann, update())).toBe(
      'authorized',
    )
    expect(
      decision([policy.always().forbidUnless(true).authorizeUnless(false)], ann, update()),
    ).toBe('authorized')
    expect(decision([policy.always().forbidIf(false)], ann, update())).toBe('forbidden')
  })
  test('what depends on the record becomes a filter, without wrappers in the way of an index', () => {
    expect(ask([policy.read().authorizeIf(or(eq(status, 'published'), own))], ann)).toEqual({
      decision: 'filter',
      filter: or(eq(status, 'published'), eq(authorId, 'ann')).node,
    })
  })
  test('a row whose null makes a forbidIf unknown is not forbidden by it', () => {
    const authorization = ask([policy.read().forbidIf(eq(authorId, 'bob')).authorizeIf(true)], ann)
    expect(authorization).toEqual({
      decision: 'filter',
      filter: not(coalesce(eq(authorId, 'bob'), false)).node,
    })
  })
  test('known attributes decide without asking the data', () => {
    const policies = [policy.create().authorizeIf(own)]
    expect(decision(policies, ann, { kind: 'create', facts: { authorId: 'ann' } })).toBe(
      'authorized',
    )
    expect(decision(policies, ann, { kind: 'create', facts: { authorId: 'bob' } })).toBe(
      'forbidden',
    )
    expect(decision(policies, ann, { kind: 'create' })).toBe('filter')
  })
  test("a field that the actor's record does not have is an error, not a no", () =>
    expect(() => ask([policy.read().authorizeIf(isAdmin)], { id: 'ann' })).toThrow(
      FieldNotLoadedError,
    ))
})

describe('a read that nothing is left of', () => {
  test('is an empty list', () =>
    expect(ask([policy.read().authorizeIf(isAdmin)], ann)).toEqual(nothing))
  test('is forbidden where a strict policy that applies fails', () => {
    expect(ask([policy.read().authorizeIf(isAdmin).strict()], ann)).toEqual({
      decision: 'forbidden',
      reason: 'a strict policy fails',
    })
    expect(
      ask(
        [policy.read().authorizeIf(false), policy.read().when(isAdmin).authorizeIf(false).strict()],
        ann,
      ),
    ).toEqual(nothing)
  })
  test('an admin past a strict policy gets rows, others are forbidden', () => {
    const policies = [
      policy.bypass.always().authorizeIf(isAdmin),
      policy.always().authorizeIf(own).strict(),
    ]
    expect([decision(policies, root), decision(policies, ann)]).toEqual(['authorized', 'forbidden'])
  })
  test('any other action is forbidden', () =>
    expect(ask([policy.always().authorizeIf(isAdmin)], ann, update())).toEqual({
      decision: 'forbidden',
      reason: 'a policy fails',
    }))
})

describe('a generic action has no record', () => {
  test('so a condition on one neither lets in nor is passed by a forbidIf', () => {
    const generic = { kind: 'action', action: 'ask' } as const
    expect(decision([policy.generic().authorizeIf(own)], ann, generic)).toBe('forbidden')
    expect(
      decision([policy.generic().forbidIf(eq(status, 'closed')).authorizeIf(true)], ann, generic),
    ).toBe('forbidden')
    expect(decision([policy.generic().authorizeIf(or(own, isAdmin))], root, generic)).toBe(
      'authorized',
    )
  })
})

describe('anonymous', () => {
  const banned = eq(actor<boolean>('banned'), true)
  test('is authorized by nothing about the actor', () =>
    expect(ask([policy.read().authorizeIf(own)], null)).toEqual(nothing))
  test('is forbidden by a forbidIf about the actor', () => {
    const policies = [policy.read().forbidIf(banned).authorizeIf(true)]
    expect([ask(policies, null), ask(policies, ann).decision]).toEqual([nothing, 'authorized'])
  })
  test('is not let in by an authorizeUnless about the actor', () =>
    expect(ask([policy.read().authorizeUnless(banned)], null)).toEqual(nothing))
  test('meets a policy whose condition is about the actor', () =>
    expect(
      ask(
        [
          policy.read().authorizeIf(true),
          policy
            .read()
            .when(eq(actor<string>('role'), 'guest'))
            .authorizeIf(false),
        ],
        null,
      ),
    ).toEqual(nothing))
  test('an actor whose field is null is somebody: the null forbids nothing', () =>
    expect(decision([policy.read().forbidIf(banned).authorizeIf(true)], { banned: null })).toBe(
      'authorized',
    ))
  test('is forbidden by a forbidIf that looks for the actor among related records', () => {
    expect(
      ask([policy.read().forbidIf(relatesToActorVia('blocked')).authorizeIf(true)], null),
    ).toEqual({
      decision: 'filter',
      filter: call('not', {
        kind: 'exists',
        path: ['blocked'],
        where: undefined,
        origin: 'trusted',
      }),
    })
  })
  test("is forbidden by a forbidIf that counts what is the actor's", () => {
    const count = expression<number>({
      kind: 'aggregate',
      function: 'count',
      path: ['strikes'],
      of: undefined,
      where: call('eq', refNode([], 'userId'), actor('id').node),
      sort: [],
      origin: 'trusted',
    })
    expect(ask([policy.read().forbidIf(gt(count, 0)).authorizeIf(true)], null)).toEqual(nothing)
  })
  test('is not let in by isNull on the actor, nor kept out by it: only the presence of an actor tells', () => {
    const policies = [policy.read().authorizeIf(isNull(actor('id')))]
    expect([ask(policies, null), ask(policies, ann)]).toEqual([nothing, nothing])
    expect(decision([policy.read().forbidIf(actorPresent()).authorizeIf(true)], null)).toBe(
      'authorized',
    )
  })
  test('keeps what does not depend on an actor', () =>
    expect(ask([policy.read().authorizeIf(or(own, eq(status, 'published')))], null)).toEqual({
      decision: 'filter',
      filter: eq(status, 'published').node,
    }))
})

describe('built-in checks', () => {
  const allows = (
    condition: Parameters<ReturnType<typeof policy.always>['authorizeIf']>[0],
    as: unknown = ann,
    rest: Partial<AuthorizationRequest> = {},
  ) => ask([policy.always().authorizeIf(condition)], as, { ...update(), ...rest })
  test('actorPresent', () =>
    expect([allows(actorPresent()).decision, allows(actorPresent(), null).decision]).toEqual([
      'authorized',
      'forbidden',
    ]))
  test('actorAttributeEquals, which forbids an anonymous caller as a forbidIf', () => {
    expect([
      allows(actorAttributeEquals('role', 'admin')).decision,
      allows(actorAttributeEquals('role', 'admin'), root).decision,
    ]).toEqual(['forbidden', 'authorized'])
    expect(
      decision(
        [policy.always().forbidIf(actorAttributeEquals('banned', true)).authorizeIf(true)],
        null,
        update(),
      ),
    ).toBe('forbidden')
  })
  test('relatesToActorVia', () => {
    expect(allows(relatesToActorVia(['team', 'members'], { field: 'userId' }))).toEqual({
      decision: 'filter',
      filter: {
        kind: 'exists',
        path: ['team', 'members'],
        where: call('eq', refNode([], 'userId'), valueNode('ann')),
        origin: 'trusted',
      },
    })
  })
  test('actionIs', () =>
    expect([
      allows(actionIs('publish', 'write')).decision,
      allows(actionIs('write')).decision,
    ]).toEqual(['authorized', 'forbidden']))
  test('always and never', () =>
    expect([allows(always()).decision, allows(never()).decision]).toEqual([
      'authorized',
      'forbidden',
    ]))
  test('matches sees the request', () =>
    expect(
      allows(
        matches('in the tenant', ({ tenant }) => tenant === 't'),
        ann,
        { tenant: 't' },
      ).decision,
    ).toBe('authorized'))

  describe('changingAttributes', () => {
    const known = { status: 'draft' }
    const changes = (
      check: ReturnType<typeof changingAttributes>,
      changing: Record<string, unknown>,
      rest: Partial<AuthorizationRequest> = {},
    ) => allows(check, ann, { changing, facts: known, ...rest }).decision
    test('an update that sets another value changes it', () => {
      expect(changes(changingAttributes('status'), { status: 'published' })).toBe('authorized')
      expect(changes(changingAttributes('status'), { status: 'draft' })).toBe('forbidden')
      expect(changes(changingAttributes('title', 'status'), { status: 'published' })).toBe(
        'authorized',
      )
      expect(changes(changingAttributes('title'), { status: 'published' })).toBe('forbidden')
    })
    test('what the stored value is may be for the data to say', () =>
      expect(changes(changingAttributes('status'), { status: 'published' }, { facts: {} })).toBe(
        'filter',
      ))
    test('from and to', () => {
      expect(
        changes(changingAttributes({ status: { from: 'draft', to: 'published' } }), {
          status: 'published',
        }),
      ).toBe('authorized')
      expect(
        changes(changingAttributes({ status: { from: 'gone' } }), { status: 'published' }),
      ).toBe('forbidden')
      expect(changes(changingAttributes({ status: { to: 'gone' } }), { status: 'published' })).toBe(
        'forbidden',
      )
    })
    test('a create changes what it sets, from nothing', () => {
      const create = { kind: 'create', known: {} } as const
      expect(changes(changingAttributes('status'), { status: 'draft' }, create)).toBe('authorized')
      expect(
        changes(changingAttributes({ status: { from: 'draft' } }), { status: 'draft' }, create),
      ).toBe('forbidden')
    })
    test('a value given as an expression is compared too', () => {
      const check = changingAttributes({ status: { to: 'published' } })
      expect(changes(check, { status: concat('pub', 'lished') })).toBe('authorized')
      expect(changes(check, { status: concat(status, '!') })).toBe('forbidden')
      expect(changes(check, { status: concat(status, '!') }, { facts: {} })).toBe('filter')
    })
    test('a value that looks like a tree is a value', () =>
      expect(
        changes(changingAttributes({ status: { to: 'published' } }), {
          status: valueNode('published'),
        }),
      ).toBe('forbidden'))
    test('a read changes nothing', () =>
      expect(allows(changingAttributes('status'), ann, { kind: 'read', changing: {} })).toEqual(
        nothing,
      ))
  })
})
