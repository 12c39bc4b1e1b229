import { describe, expect, it } from 'vitest'
import { Post } from '../../../test/support/blog/post.ts'
import { resourceInfo } from '../../resource/resource-info.ts'
import { encodeRecord } from './encode-output.ts'

const post = {
  id: 'p',
  title: 'T',
  body: 'B',
  tags: ['a'],
  status: 'draft',
  reviewNote: 'weak',
  publishedAt: new Date('2026-01-31T12:00:00Z'),
  authorId: 'u',
}
const author = { id: 'u', name: 'Ada', email: 'ada@example.org' }
const info = resourceInfo(Post)

describe('a record given out', () => {
  it('holds public attributes only, in the wire form of their types', () => {
    expect(encodeRecord(post, info)).toEqual({
      id: 'p',
      title: 'T',
      body: 'B',
      tags: ['a'],
      status: 'draft',
      publishedAt: '2026-01-31T12:00:00.000Z',
      authorId: 'u',
    })
  })
  it('holds what was asked for, and that again by its public attributes', () => {
    const record = {
      ...post,
      author,
      commentCount: 2,
      comments: [{ id: 'c', text: 'hm', postId: 'p', post }],
    }
    expect(
      encodeRecord(record, info, { author: true, commentCount: true, comments: { post: true } }),
    ).toMatchObject({
      author: { id: 'u', name: 'Ada' },
      commentCount: 2,
      comments: [{ id: 'c', text: 'hm', postId: 'p', post: { id: 'p', title: 'T' } }],
    })
    expect(
      JSON.stringify(encodeRecord(record, info, { author: true, comments: { post: true } })),
    ).not.toMatch(/ada@|weak/)
  })
  it('holds nothing loaded that was not asked for', () => {
    expect(encodeRecord({ ...post, author, secret: 1 }, info)).not.toHaveProperty('author')
    expect(encodeRecord({ ...post, secret: 1 }, info, { secret: true })).not.toHaveProperty(
      'secret',
    )
  })
  it('leaves out what was not read, and keeps null', () => {
    expect(
      encodeRecord({ id: 'p', publishedAt: null, author: null }, info, { author: true }),
    ).toEqual({ id: 'p', publishedAt: null, author: null })
  })
  it('may hold private relationships and calculations where the developer chose them', () => {
    expect(
      encodeRecord({ id: 'p', reviewer: author, noteLine: 'T: weak' }, info, {
        reviewer: true,
        noteLine: true,
      }),
    ).toEqual({
      id: 'p',
      reviewer: { id: 'u', name: 'Ada' },
      noteLine: 'T: weak',
    })
  })
})
