import { describe, expect, it } from 'vitest'
import { Post } from '../../../test/support/blog/post.ts'
import { User } from '../../../test/support/blog/user.ts'
import { actionInfo } from '../../action/contract/action-info.ts'
import { resourceInfo } from '../../resource/resource-info.ts'
import { describeAction, exposedActions } from './describe-action.ts'

const of = (name: keyof typeof Post.actions, options?: Parameters<typeof describeAction>[1]) =>
  describeAction(actionInfo(Post.actions[name]), options)
const properties = (schema: { readonly [key: string]: unknown }) =>
  schema.properties as Record<string, { readonly [key: string]: unknown }>

describe('what is derived from an action', () => {
  it('is named by resource and action in snake_case', () => {
    expect(of('suggestTitle').name).toBe('post_suggest_title')
  })
  it('leaves out actions that are not public', () => {
    const names = exposedActions({ resources: [resourceInfo(Post), resourceInfo(User)] }).map(
      ({ label }) => label,
    )
    expect(names).toContain('Post.list')
    expect(names).not.toContain('Post.audit')
    expect(names).not.toContain('User.register')
  })
  it('takes the accepted attributes that are public, and the arguments that a caller may give', () => {
    const { inputSchema } = of('write')
    expect(Object.keys(properties(inputSchema))).toEqual([
      'title',
      'body',
      'tags',
      'publishedAt',
      'authorId',
    ])
    expect(inputSchema.required).toEqual(['title', 'body', 'authorId'])
    expect(inputSchema.additionalProperties).toBe(false)
    expect(properties(inputSchema).title).toEqual({
      type: 'string',
      minLength: 1,
      maxLength: 80,
      description: 'a headline',
    })
    expect(properties(inputSchema).tags?.default).toEqual([])
  })
  it('names the record by its key in updates, where everything else may be left out and nothing has a default', () => {
    const { inputSchema } = of('retitle')
    expect(Object.keys(properties(inputSchema))).toEqual(['id', 'title'])
    expect(inputSchema.required).toEqual(['id'])
    expect(of('delete').inputSchema.required).toEqual(['id'])
  })
  it('offers filters and sorts over public fields only', () => {
    const { filter, sort } = properties(of('list').inputSchema)
    expect(Object.keys(filter?.properties as object)).toEqual(
      expect.arrayContaining([
        'id',
        'title',
        'status',
        'byline',
        'commentCount',
        'author',
        'and',
        'or',
        'not',
      ]),
    )
    expect(JSON.stringify([filter, sort])).not.toMatch(/reviewNote|noteLine|reviewer|email/)
  })
  it('says a filter in a sentence where a model reads it', () => {
    const { filter } = properties(of('list', { filter: 'prose' }).inputSchema)
    expect(filter?.properties).toBeUndefined()
    expect(filter?.description).toContain('title (string')
    expect(filter?.description).not.toMatch(/reviewNote|noteLine|reviewer/)
  })
  it('limits a page by the action: 25 and 250 where it does not say', () => {
    expect(of('list').page).toEqual({ default: 25, max: 250 })
    expect(of('search').page).toEqual({ default: 2, max: 3 })
    expect(of('firstTwo').page).toEqual({ default: 2, max: 2 })
  })
  it('offers cursors where the action paginates, none where it gives one record or does not paginate', () => {
    expect(of('list').controls).toEqual([
      'filter',
      'sort',
      'limit',
      'offset',
      'after',
      'before',
      'count',
    ])
    expect(of('latest').controls).toEqual(['filter', 'sort', 'limit', 'offset'])
    expect(of('byTitle').controls).toEqual([])
  })
  it('has no next page where the action has a limit of its own', () => {
    expect(of('firstTwo').controls).toEqual(['filter', 'sort', 'limit'])
  })
  it('lets a caller load where an interface asks for it, public names only', () => {
    expect(of('write', { load: 'caller' }).controls).toEqual(['load'])
    expect(properties(of('list', { load: 'caller' }).inputSchema).load?.description).toMatch(
      /author, comments, byline, commentCount/,
    )
  })
  it('gives records by their public attributes and what is always loaded', () => {
    const { outputSchema, publicFields } = of('byTitle', {
      load: { author: true, commentCount: true },
    })
    expect(publicFields).toEqual([
      'id',
      'title',
      'body',
      'tags',
      'status',
      'publishedAt',
      'authorId',
    ])
    expect(Object.keys(properties(outputSchema))).toEqual([
      ...publicFields,
      'author',
      'commentCount',
    ])
    expect(JSON.stringify(outputSchema)).not.toMatch(/reviewNote|email/)
  })
  it('takes input, output and description of a prompt-backed action from its signature', () => {
    const { description, inputSchema, outputSchema } = of('suggestTitle')
    expect(description).toBe('Suggest a title and tags.')
    expect(inputSchema.required).toEqual(['body'])
    expect(Object.keys(properties(outputSchema))).toEqual(['title', 'tags'])
  })
})
