import { expect, test } from 'vitest'
import { Context } from '../context/context.ts'
import { type Expr, expression, refNode } from '../expression/node.ts'
import { eq } from '../expression/operators.ts'
import { explain } from './explain.ts'
import { explanationText } from './explanation-text.ts'
import type { AuthorizationRequest } from './fold-policies.ts'
import { policyBuilder } from './resource-policies.ts'

const policy = policyBuilder<{ readonly actions: { readonly list: 1; readonly publish: 1 } }>()
const actor = (name: string): Expr<string> =>
  expression({ kind: 'template', source: 'actor', path: [name] })
const status = expression<string>(refNode([], 'status'))
const policies = [
  policy.bypass
    .always()
    .authorizeIf(eq(actor('role'), 'admin'))
    .describe('admins may do everything'),
  policy
    .read()
    .forbidIf(eq(actor('role'), 'guest'))
    .authorizeIf(eq(status, 'published')),
  policy
    .action('publish')
    .when(eq(actor('role'), 'editor'))
    .authorizeIf(true)
    .strict(),
]
const request = (as: unknown, rest: Partial<AuthorizationRequest> = {}): AuthorizationRequest => ({
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

test('every policy and check says what it came to: ✓, ✘, ? for the record to say, – where it does not apply', () => {
  expect(
    explanationText(explain(policies, request({ role: 'member' }))),
  ).toBe(`Post.list: allowed where status is "published"
  ✘ bypass: admins may do everything
      ✘ authorize if actor.role is "admin"
  ? policy: read
      ✘ forbid if actor.role is "guest"
      ? authorize if status is "published"
  – policy (strict): the action publish (does not apply)`)
})
test('what keeps an anonymous caller out is marked as holding', () => {
  expect(
    explanationText(explain(policies, request(null))),
  ).toBe(`Post.list by anonymous: allowed on no record
  ✘ bypass: admins may do everything
      ✘ authorize if actor.role is "admin"
  ✘ policy: read
      ✓ forbid if actor.role is "guest"
      ? authorize if status is "published"
  – policy (strict): the action publish (does not apply)`)
})
test('a condition that fails is named', () => {
  const { authorization, policies: explained } = explain(
    policies,
    request({ role: 'member' }, { action: 'publish', kind: 'update' }),
  )
  expect(authorization).toEqual({ decision: 'forbidden', reason: 'no policy applies' })
  expect(explained[2]).toEqual({
    kind: 'policy',
    description: 'the action publish',
    strict: true,
    applies: false,
    conditions: [{ condition: 'actor.role is "editor"', verdict: false }],
    checks: [],
    passes: undefined,
  })
})
