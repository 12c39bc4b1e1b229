import { describe, expect, test } from 'vitest'
import { call, refNode, valueNode } from './node.ts'
import { mentionedFields, mentionsRecord, mentionsTemplate } from './paths.ts'

const tree = call('and', call('eq', refNode(['author'], 'name'), valueNode('a')), {
  kind: 'exists',
  path: ['author', 'posts'],
  where: call('eq', refNode(['editor'], 'id'), { kind: 'template', source: 'actor', path: ['id'] }),
  origin: 'input',
})

describe('what a tree mentions', () => {
  test('fields, with the whole path from the root', () => {
    expect(mentionedFields(tree)).toEqual([
      { path: ['author'], name: 'name', origin: 'trusted' },
      { path: ['author', 'posts', 'editor'], name: 'id', origin: 'trusted' },
    ])
  })
  test('templates by source, and records', () => {
    expect([
      mentionsTemplate(tree),
      mentionsTemplate(tree, 'actor'),
      mentionsTemplate(tree, 'tenant'),
    ]).toEqual([true, true, false])
    expect([mentionsRecord(tree), mentionsRecord(valueNode(1))]).toEqual([true, false])
  })
})
