import { describe, expect, it } from 'vitest'
import { call, type Node, refNode, valueNode } from '../../expression/node.ts'
import { belongsTo } from '../../resource/relationship.ts'
import { resourceInfo } from '../../resource/resource-info.ts'
import { Resource } from '../../resource/resource.ts'
import { t } from '../../type/t.ts'
import type { ReadPlan } from '../data-layer.ts'
import { Compilation } from './compile/compilation.ts'
import { expressionSql } from './compile/expression.ts'
import { PlanShape } from './compile/plan-shape.ts'
import { readStatement } from './compile/read.ts'

class User extends Resource('User', { id: t.uuid().primaryKey(), name: t.string() }) {}
class Post extends Resource(
  'Post',
  { id: t.uuid().primaryKey(), authorId: t.uuid(), title: t.string() },
  { table: 'my "posts"' },
) {
  static relationships = { author: belongsTo(() => User) }
}
const post = resourceInfo(Post)
const key = '018f4d0e-7b1a-7c3d-9e2f-5a6b7c8d9e0f'

const compiled = (filter: Node, references: readonly string[] = []) => {
  const plan: ReadPlan = {
    resource: post,
    filter,
    sort: [],
    select: ['id'],
    computed: {},
    loads: {},
  }
  const shape = new PlanShape().read(plan)
  const { text, slots } = readStatement(
    plan,
    new Compilation({ vector: true, references: new Set(references) }, shape, expressionSql),
  )
  return {
    text: text.replace(/^.* where /, ''),
    all: text,
    values: slots.map((slot) => slot.text(shape.values)),
  }
}
const eq = (left: Node, right: Node) => call('eq', left, right)
const title = refNode([], 'title')

describe('a statement', () => {
  it('takes every value as a parameter and quotes every name', () => {
    const { all, values } = compiled(eq(title, valueNode(`'; drop table "x" --`)))
    expect(all).toBe('select "t0"."id" from "my ""posts""" as "t0" where ("t0"."title" = $1::text)')
    expect(values).toEqual([`'; drop table "x" --`])
  })
  it('types a parameter as its column, so that an index serves it', () => {
    expect(compiled(eq(refNode([], 'id'), valueNode(key))).text).toBe('("t0"."id" = $1::uuid)')
  })
  it('compares as text with what is no uuid, instead of failing', () => {
    expect(compiled(eq(refNode([], 'id'), valueNode('x'))).text).toBe(
      '(("t0"."id")::text = $1::text)',
    )
  })
  it('joins a path once, whatever mentions it', () => {
    const { all } = compiled(
      call(
        'or',
        eq(refNode(['author'], 'name'), valueNode('a')),
        eq(refNode(['author'], 'name'), valueNode('b')),
      ),
    )
    expect(all.match(/left join/g)).toHaveLength(1)
  })
  it('needs no join for the key of a record that a reference guarantees', () => {
    const { all } = compiled(eq(refNode(['author'], 'id'), valueNode(key)), [
      'my "posts".author_id',
    ])
    expect(all).toBe(
      'select "t0"."id" from "my ""posts""" as "t0" where ("t0"."author_id" = $1::uuid)',
    )
  })
  it('refuses a name that the resource does not have', () => {
    expect(() => compiled(eq(refNode([], 'nope"; --'), valueNode(1)))).toThrow(/has no field/)
  })
})
