import { describe, expect, test } from 'vitest'
import { bind, FieldNotLoadedError } from './bind.ts'
import { call, type Node, refNode, type TemplateNode, valueNode } from './node.ts'

const template = (source: TemplateNode['source'], ...path: string[]): Node => ({
  kind: 'template',
  source,
  path,
})
const bound = (node: Node, bindings: Partial<Parameters<typeof bind>[1]> = {}) =>
  bind(node, { actor: null, ...bindings })

describe('bind', () => {
  test('the actor is anonymous: every path into it is null', () => {
    for (const node of [
      template('actor'),
      template('actor', 'id'),
      template('actor', 'team', 'id'),
    ])
      expect(bound(node)).toEqual(valueNode(null))
  })
  test("the actor's fields, nested ones too", () =>
    expect(bound(template('actor', 'team', 'id'), { actor: { team: { id: 'a' } } })).toEqual(
      valueNode('a'),
    ))
  test('a null on the way is null', () =>
    expect(bound(template('actor', 'team', 'id'), { actor: { team: null } })).toEqual(
      valueNode(null),
    ))
  test('a field that the actor does not have is an error that names it, not null', () => {
    expect(() => bound(template('actor', 'team', 'id'), { actor: { team: {} } })).toThrow(
      FieldNotLoadedError,
    )
    expect(() => bound(template('actor', 'team', 'id'), { actor: {} })).toThrow(
      'The actor\'s field "team" is not loaded.',
    )
  })
  test('arguments and context that are not given are null', () => {
    expect(bound(template('argument', 'name'), { arguments: { name: 'x' } })).toEqual(
      valueNode('x'),
    )
    expect(bound(template('argument', 'name'), { arguments: {} })).toEqual(valueNode(null))
    expect(bound(template('context', 'source', 'ip'))).toEqual(valueNode(null))
  })
  test('the tenant', () =>
    expect([bound(template('tenant'), { tenant: 't' }), bound(template('tenant'))]).toEqual([
      valueNode('t'),
      valueNode(null),
    ]))
  test('inside conditions and sort keys of related records', () => {
    const node = (id: Node): Node => ({
      kind: 'aggregate',
      function: 'count',
      path: ['posts'],
      of: undefined,
      where: call('eq', refNode([], 'id'), id),
      sort: [{ by: id, direction: 'asc', nulls: 'last' }],
      origin: 'trusted',
    })
    expect(bound(node(template('argument', 'id')), { arguments: { id: 1 } })).toEqual(
      node(valueNode(1)),
    )
  })
  test('now becomes the given time, and stays where none is given', () => {
    expect(bound(call('now'), { now: new Date(3) })).toEqual(valueNode(new Date(3)))
    expect(bound(call('now'))).toEqual(call('now'))
  })
  test('a tree without templates stays the same object', () => {
    const node = call('eq', refNode([], 'id'), valueNode(1))
    expect(bound(node)).toBe(node)
  })
})
