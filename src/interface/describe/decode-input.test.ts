import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Post } from '../../../test/support/blog/post.ts'
import { actionInfo } from '../../action/contract/action-info.ts'
import { toErrors } from '../../error/error-group.ts'
import { decodeInput } from './decode-input.ts'
import { describeAction } from './describe-action.ts'
import { appLimits } from '../../text/limits.ts'

const id = '01890a5d-ac96-774b-bcce-b302099a8057'
const decode = (name: keyof typeof Post.actions, json: unknown) =>
  decodeInput(describeAction(actionInfo(Post.actions[name]), { load: 'caller' }), json, appLimits)
const errors = (name: keyof typeof Post.actions, json: unknown) => {
  try {
    decode(name, json)
  } catch (error) {
    return toErrors(error)
  }
  return []
}
const codes = (name: keyof typeof Post.actions, json: unknown) =>
  errors(name, json).map(({ code }) => code)
const messages = (name: keyof typeof Post.actions, json: unknown) =>
  errors(name, json).map(({ message }) => message)

describe('an input from outside', () => {
  it('is split into what the action takes and what is said about the result', () => {
    expect(
      decode('search', {
        text: 'Node',
        limit: 2,
        sort: ['-title'],
        filter: { status: 'draft' },
        load: ['author', 'comments.post'],
      }),
    ).toEqual({
      input: { text: 'Node' },
      options: {
        limit: 2,
        sortInput: ['-title'],
        filterInput: { status: 'draft' },
        load: {
          author: true,
          comments: { kind: 'related', query: { limit: 25 }, load: { post: true } },
        },
      },
    })
  })
  it.each([['text'], [[]], [true], [42], [null], ['x'.repeat(500)]])(
    'must be an object: %j is refused in a short message',
    (json) => {
      const [message = ''] = messages('search', json)
      expect(message).toMatch(/^input must be a JSON object, got /)
      expect(message.length).toBeLessThan(300)
    },
  )
  it('names every unknown key, with the near one', () => {
    expect(messages('write', { titel: 'x', bdy: 'y' })).toEqual([
      expect.stringContaining('Did you mean "title"?'),
      expect.stringContaining('Did you mean "body"?'),
    ])
  })
  it.each(['reviewNote', 'fromDesk', 'status', '__proto__', 'constructor'])(
    'does not know the private %s',
    (key) => {
      const json = JSON.parse(`{"title":"a","body":"b","authorId":"${id}","${key}":"x"}`)
      expect(errors('write', json)).toHaveLength(1)
      expect(messages('write', { [`${key}x`]: 1 }).join()).not.toMatch(
        /There are.*(reviewNote|fromDesk)/,
      )
    },
  )
  it.each([[{ not_eq: 'x' }], [{ ne: id }], [[id]], [{}], [{ eq: id }]])(
    'has a value as its key, never a condition: %j',
    (given) => {
      expect(codes('retitle', { id: given, title: 'x' })).toEqual(['invalid_argument'])
      expect(codes('delete', { id: given })).toEqual(['invalid_argument'])
    },
  )
  it('must name the record to change', () => {
    expect(codes('delete', {})).toEqual(['required'])
    expect(codes('delete', { id: 'not-a-uuid' })).toEqual(['invalid_argument'])
  })
  it('takes one cursor, and no offset with it but 0', () => {
    expect(messages('list', { after: 'a', before: 'b' })[0]).toContain(
      'Pass either `after` or `before`, not both.',
    )
    expect(codes('list', { after: 'a', offset: 1 })).toEqual(['invalid_argument'])
    expect(codes('list', { after: 'a', offset: 0 })).toEqual([])
  })
  it.each([
    [{ limit: 0 }],
    [{ limit: 251 }],
    [{ limit: 1.5 }],
    [{ limit: '5' }],
    [{ limit: { gt: 1 } }],
    [{ offset: -1 }],
    [{ count: 'yes' }],
    [{ filter: 'x' }],
    [{ filter: [] }],
    [{ sort: 'title' }],
    [{ sort: [{}] }],
    [{ after: {} }],
    [{ after: 'x'.repeat(5000) }],
    [{ load: 'author' }],
    [{ load: [1] }],
  ])('says what a result may be like in the right shape: %j is refused', (json) => {
    expect(errors('list', json)).toHaveLength(1)
  })
  it.each([
    'reviewer',
    'noteLine',
    'author.email',
    'title',
    'author.posts.author.posts.author',
    'comments.text',
    '__proto__',
    'constructor',
    '',
  ])('cannot load %s', (path) => {
    expect(errors('list', { load: [path] })).toHaveLength(1)
  })
  it('tells all that is wrong at once', () => {
    expect(errors('list', { limit: 0, offset: -1, load: ['reviewer'] })).toHaveLength(3)
  })
  it('may not reach a prototype, however deep, nor be nested absurdly', () => {
    expect(
      codes('list', JSON.parse('{"filter":{"title":{"a":[{"__proto__":{"public":true}}]}}}')),
    ).toEqual(['invalid_argument'])
    expect(
      codes('list', { filter: JSON.parse(`${'{"not":'.repeat(50_000)}{}${'}'.repeat(50_000)}`) }),
    ).toEqual(['invalid_argument'])
  })
  it('whatever it is, is taken or refused with errors of ours', () => {
    fc.assert(
      fc.property(
        fc.constantFrom<keyof typeof Post.actions>(
          'list',
          'search',
          'write',
          'retitle',
          'delete',
          'byTitle',
        ),
        fc.jsonValue(),
        (name, json) => {
          for (const error of errors(name, json)) expect(error.class).toBe('invalid')
        },
      ),
    )
  })
})
