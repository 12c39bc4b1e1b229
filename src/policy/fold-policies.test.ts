import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  type ArbitraryRecord,
  arbitraryRecord,
  recordScope,
} from '../../test/support/arbitrary-expression.ts'
import { Context } from '../context/context.ts'
import { bind } from '../expression/bind.ts'
import { evaluate, holds } from '../expression/evaluate.ts'
import {
  call,
  expression,
  isExpression,
  type Node,
  refNode,
  valueNode,
} from '../expression/node.ts'
import { mentionsTemplate } from '../expression/paths.ts'
import { authorize } from './authorize.ts'
import { matches } from './checks.ts'
import { type AuthorizationRequest, foldPolicies } from './fold-policies.ts'
import type { Condition, Effect, Policy } from './policy.ts'

interface Actor {
  readonly id: number | null
  readonly admin: boolean | null
}
const actorField = (name: keyof Actor): Node => ({
  kind: 'template',
  source: 'actor',
  path: [name],
})
const ownRow = call('eq', refNode([], 'n'), actorField('id'))
const related = (path: readonly string[], where: Node | undefined): Node => ({
  kind: 'exists',
  path,
  where,
  origin: 'trusted',
})
const several = (operator: 'and' | 'or', operand: fc.Arbitrary<Node>) =>
  fc.array(operand, { maxLength: 3 }).map((nodes) => call(operator, ...nodes))
const counted = (where: Node): Node =>
  call(
    'gt',
    {
      kind: 'aggregate',
      function: 'count',
      path: ['many'],
      of: undefined,
      where,
      sort: [],
      origin: 'trusted',
    },
    valueNode(0),
  )

const ownRelated = [related(['many'], ownRow), counted(ownRow)]
/** Each gives a definite answer on null, in one way or the other. */
const definite = [
  call('isNull', actorField('id')),
  call('isDistinctFrom', refNode([], 'n'), actorField('id')),
  call('in', actorField('id'), valueNode([])),
  call('not', call('in', actorField('id'), valueNode([]))),
  call('coalesce', actorField('admin'), valueNode(true)),
  call('coalesce', actorField('admin'), valueNode(false)),
  call('gte', call('coalesce', actorField('id'), valueNode(0)), valueNode(0)),
  call('if', actorField('admin'), valueNode(false), valueNode(true)),
  call(
    'eq',
    call('if', call('isNull', actorField('id')), valueNode(1), refNode([], 'n')),
    valueNode(1),
  ),
]
const aboutTheRow = [
  refNode([], 'p'),
  refNode(['one'], 'q'),
  call('lt', refNode([], 'n'), valueNode(1)),
  call('isNull', refNode([], 'm')),
]
const leaf = fc.constantFrom<Node>(
  ownRow,
  actorField('admin'),
  ...definite,
  ...ownRelated,
  ...aboutTheRow,
  valueNode(true),
  valueNode(false),
)
const { condition: conditions } = fc.letrec<{ condition: Node }>((tie) => {
  const inner = tie('condition')
  return {
    condition: fc.oneof(
      { maxDepth: 3 },
      leaf,
      several('and', inner),
      several('or', inner),
      inner.map((node) => call('not', node)),
      fc
        .tuple(fc.constantFrom(['many'], ['one']), fc.option(inner, { nil: undefined }))
        .map(([path, where]) => related(path, where)),
      inner.map(counted),
    ),
  }
})
const arbitraryCondition: fc.Arbitrary<Condition> = fc.oneof(
  { weight: 6, arbitrary: conditions.map((node) => expression<boolean>(node)) },
  fc.boolean(),
  fc.boolean().map((decided) => matches('decided', () => decided)),
)
const arbitraryPolicy = (access: fc.Arbitrary<Policy['access']>): fc.Arbitrary<Policy> =>
  fc.record({
    kind: fc.constantFrom('policy', 'bypass'),
    applies: fc.constantFrom<Policy['applies']>(
      { on: 'always' },
      { on: 'kind', kinds: ['read'] },
      { on: 'action', names: ['list'] },
      { on: 'action', names: ['other'] },
    ),
    conditions: fc.array(arbitraryCondition, { maxLength: 2 }),
    checks: fc.array(
      fc.record({
        effect: fc.constantFrom<Effect>(
          'authorizeIf',
          'authorizeUnless',
          'forbidIf',
          'forbidUnless',
        ),
        condition: arbitraryCondition,
      }),
      { minLength: 1, maxLength: 3 },
    ),
    description: fc.constant(undefined),
    access,
  })
const policies = fc.array(arbitraryPolicy(fc.constant('filter')), { maxLength: 4 })
const actors: fc.Arbitrary<Actor> = fc.record({
  id: fc.option(fc.integer({ min: -3, max: 3 })),
  admin: fc.option(fc.boolean()),
})

const requestOf = (
  actor: Actor | null,
  rest: Partial<AuthorizationRequest> = {},
): AuthorizationRequest => ({
  actor,
  tenant: undefined,
  action: 'list',
  kind: 'read',
  resource: 'Post',
  arguments: {},
  changing: {},
  context: Context.empty,
  ...rest,
})

/** The meaning written down as the steps a person would take, for one record and one actor. */
const allowedByHand = (
  declared: readonly Policy[],
  actor: Actor,
  record: ArbitraryRecord,
): boolean => {
  const request = requestOf(actor)
  const isTrue = (condition: Condition): boolean => {
    if (typeof condition === 'boolean') return condition
    if (!isExpression(condition)) return condition.decide(request) === true
    return evaluate(bind(condition.node, { actor: request.actor }), recordScope(record)) === true
  }
  const passes = ({ checks }: Policy): boolean => {
    for (const { effect, condition } of checks) {
      const met = isTrue(condition)
      if (effect === 'authorizeIf' && met) return true
      if (effect === 'authorizeUnless' && !met) return true
      if (effect === 'forbidIf' && met) return false
      if (effect === 'forbidUnless' && !met) return false
    }
    return false
  }
  let applied = false
  for (const policy of declared) {
    const { applies } = policy
    if (applies.on === 'action' && applies.names[0] !== 'list') continue
    if (!policy.conditions.every(isTrue)) continue
    if (policy.kind === 'bypass' && passes(policy)) return true
    if (policy.kind === 'bypass') continue
    if (!passes(policy)) return false
    applied = true
  }
  return applied
}

describe('the fold', () => {
  test('says of every record what going through the policies by hand says', () => {
    fc.assert(
      fc.property(policies, actors, arbitraryRecord, (declared, actor, record) => {
        expect(evaluate(foldPolicies(declared, requestOf(actor)), recordScope(record))).toBe(
          allowedByHand(declared, actor, record),
        )
      }),
      { numRuns: 3000 },
    )
  })
  test('is never unknown, and holds no template', () => {
    fc.assert(
      fc.property(policies, fc.option(actors), arbitraryRecord, (declared, actor, record) => {
        const fold = foldPolicies(declared, requestOf(actor))
        expect(mentionsTemplate(fold)).toBe(false)
        expect(evaluate(fold, recordScope(record))).toBeTypeOf('boolean')
      }),
      { numRuns: 1000 },
    )
  })
  test('comes to the same when attributes of the record are known before', () => {
    fc.assert(
      fc.property(
        policies,
        fc.option(actors),
        arbitraryRecord,
        fc.subarray(['n', 'm', 'p']),
        (declared, actor, record, names) => {
          const known = Object.fromEntries(names.map((name) => [name, record.fields[name]]))
          expect(
            evaluate(
              foldPolicies(declared, requestOf(actor, { facts: known })),
              recordScope(record),
            ),
          ).toBe(evaluate(foldPolicies(declared, requestOf(actor)), recordScope(record)))
        },
      ),
      { numRuns: 1000 },
    )
  })
  test('under strict policies or in a generic action asks no record', () => {
    fc.assert(
      fc.property(
        fc.array(arbitraryPolicy(fc.constant('strict'))),
        fc.option(actors),
        (declared, actor) =>
          void expect(foldPolicies(declared, requestOf(actor)).kind).toBe('value'),
      ),
    )
    fc.assert(
      fc.property(
        policies,
        fc.option(actors),
        (declared, actor) =>
          void expect(foldPolicies(declared, requestOf(actor, { kind: 'action' })).kind).toBe(
            'value',
          ),
      ),
    )
  })
  test('a strict policy allows no more than the same policy with a filter', () => {
    fc.assert(
      fc.property(policies, actors, arbitraryRecord, (declared, actor, record) => {
        const strict = declared.map((policy): Policy => ({ ...policy, access: 'strict' }))
        const allowed = holds(foldPolicies(strict, requestOf(actor)), recordScope(record))
        expect(allowed && !allowedByHand(declared, actor, record)).toBe(false)
      }),
      { numRuns: 1000 },
    )
  })
})

describe('anonymous', () => {
  test('gets no record that some actor would not get, whatever an actor may be: no forbidIf lets nobody through', () => {
    fc.assert(
      fc.property(policies, actors, arbitraryRecord, (declared, actor, record) => {
        const allowed = holds(foldPolicies(declared, requestOf(null)), recordScope(record))
        expect(allowed && !allowedByHand(declared, actor, record)).toBe(false)
      }),
      { numRuns: 3000 },
    )
  })
  test('is as undefined as null', () => {
    fc.assert(
      fc.property(
        policies,
        (declared) =>
          void expect(foldPolicies(declared, requestOf(undefined as never))).toEqual(
            foldPolicies(declared, requestOf(null)),
          ),
      ),
    )
  })
})

test('the filter of a decision is true on the records of the fold', () => {
  fc.assert(
    fc.property(policies, fc.option(actors), arbitraryRecord, (declared, actor, record) => {
      const authorization = authorize(declared, requestOf(actor))
      const allowed =
        authorization.decision === 'filter'
          ? holds(authorization.filter, recordScope(record))
          : authorization.decision === 'authorized'
      expect(allowed).toBe(evaluate(foldPolicies(declared, requestOf(actor)), recordScope(record)))
    }),
    { numRuns: 1000 },
  )
})
