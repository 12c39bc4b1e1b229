import { expect, test } from 'vitest'
import { Context } from '../../context/context.ts'
import { eq, or } from '../../expression/operators.ts'
import { authorize } from '../../policy/authorize.ts'
import { declarePolicies } from '../../policy/policy.ts'
import { resourcePolicies } from '../../policy/resource-policies.ts'
import { resourceInfo } from '../../resource/resource-info.ts'
import { Resource } from '../../resource/resource.ts'
import { t } from '../../type/t.ts'
import { rememberedAuthorization } from './authorize.ts'

class Note extends Resource('Note', {
  id: t.uuid().primaryKey(),
  owner: t.string(),
  open: t.boolean(),
}) {
  static policies = declarePolicies<typeof Note, { name: string; role: string; teams: string[] }>(
    Note,
    ({ owner, open, actor }, policy) => [
      policy.bypass.always().authorizeIf(eq(actor.role, 'admin')),
      policy.read().authorizeIf(or(eq(open, true), eq(owner, actor.name))),
    ],
  )
}
const policies = resourcePolicies(resourceInfo(Note))!
const request = (actor: unknown, kind: 'read' | 'update' = 'read') => ({
  actor,
  kind,
  action: kind,
  tenant: undefined,
  resource: 'Note',
  arguments: {},
  changing: {},
  context: Context.empty,
})

test('what is remembered is what would be decided', () => {
  for (const actor of [
    null,
    { name: 'a', role: 'x' },
    { name: 'b', role: 'x' },
    { name: 'a', role: 'admin' },
    { name: 'anonymous', role: 'x' },
    { name: '"a"', role: 'x' },
  ])
    for (const kind of ['read', 'update', 'read', 'update'] as const)
      expect(rememberedAuthorization(policies, request(actor, kind))).toEqual(
        authorize(policies, request(actor, kind)),
      )
})
test('an actor that changes is asked anew', () => {
  const actor = { name: 'a', role: 'x' }
  expect(rememberedAuthorization(policies, request(actor)).decision).toBe('filter')
  actor.role = 'admin'
  expect(rememberedAuthorization(policies, request(actor)).decision).toBe('authorized')
})
test('an actor without the values is decided each time', () => {
  expect(() => rememberedAuthorization(policies, request({ name: 'a' }))).toThrow('role')
})
