import {
  action,
  app,
  compose,
  create,
  eq,
  type Module,
  predict,
  prompt,
  read,
  Resource,
  retrieve,
  Signature,
  t,
  update,
} from 'ashlar'
import { searchBy } from 'ashlar/vector'
import { expectTypeOf } from 'vitest'

// An action that calls another action of its resource says what it returns.
class Doc extends Resource('Doc', { id: t.uuid().primaryKey(), n: t.integer() }) {
  static actions = {
    bump: update(Doc, { set: { n: 1 } }),
    twice: action(Doc, {
      arguments: { id: t.uuid() },
      returns: t.integer(),
      run: async ({ id }, { session }): Promise<number> =>
        (await session.run(Doc.actions.bump, { id })).n,
    }),
    // A hook needs no annotation: nothing depends on what it returns.
    follow: update(Doc, {
      changes: [
        (changeset) =>
          changeset.afterAction(async ({ id }, _, { session }) => {
            await session.run(Doc.actions.bump, { id })
          }),
      ],
    }),
  }
}
expectTypeOf(Doc.actions.twice.kind).toEqualTypeOf<'action'>()

// Two resources whose actions call each other.
class Left extends Resource('Left', { id: t.uuid().primaryKey(), n: t.integer() }) {
  static actions = {
    bump: update(Left, { set: { n: 1 } }),
    ask: action(Left, {
      arguments: { id: t.uuid() },
      returns: t.integer(),
      run: async ({ id }, { session }): Promise<number> =>
        (await session.run(Right.actions.bump, { id })).n,
    }),
  }
}
class Right extends Resource('Right', { id: t.uuid().primaryKey(), n: t.integer() }) {
  static actions = {
    bump: update(Right, { set: { n: 1 } }),
    ask: action(Right, {
      arguments: { id: t.uuid() },
      returns: t.integer(),
      run: async ({ id }, { session }): Promise<number> =>
        (await session.run(Left.actions.bump, { id })).n,
    }),
  }
}
export const both = [Left.actions.ask, Right.actions.ask] as const

// A module that searches the resource whose action it is.
class Ask extends Signature('Answer the question.', {
  input: { question: t.text() },
  output: { answer: t.text() },
}) {}
const find = retrieve({
  search: searchBy(() => Article.actions.search, {
    argument: 'question',
    text: ({ body }) => body,
    source: ({ id }) => id,
  }),
})
const say = predict('context, question -> answer')
const answer = compose(Ask, { find, say }, async ({ question }, parts) => {
  const { passages } = await parts.find({ query: question })
  return parts.say({ question, context: passages.map(({ text }) => text).join('\n') })
})
class Article extends Resource('Article', { id: t.uuid().primaryKey(), body: t.text() }) {
  static actions = {
    search: read(Article, { arguments: { question: t.string() } }),
    ask: prompt(Article, (): Module<typeof Ask> => answer),
  }
}
expectTypeOf(Article.actions.search.kind).toEqualTypeOf<'read'>()

// A signature of a resource's fields, prompted by the resource itself: made from the resource, not
// from one of its actions.
class Suggest extends Signature.from(() => Draft, { input: ['body'], output: ['title'] }) {}
const titler = predict(Suggest)
class Draft extends Resource('Draft', {
  id: t.uuid().primaryKey(),
  title: t.string(),
  body: t.text(),
}) {
  static actions = {
    write: create(Draft, { accept: ['title', 'body'] }),
    suggest: prompt(Draft, () => titler),
  }
}
expectTypeOf(Draft.actions.suggest.kind).toEqualTypeOf<'action'>()

// Queries, policies and filters of the same resource need no annotation.
const desk = app<{ actor: { readonly id: string } }>()
class Note extends Resource('Note', { id: t.uuid().primaryKey(), ownerId: t.string() }) {
  static actions = {
    list: desk.read(Note, { filter: ({ ownerId }) => eq(ownerId, 'x') }),
    count: desk.action(Note, {
      returns: t.integer(),
      run: (_, { session }) => session.count(Note),
    }),
  }
  static policies = desk.policies(Note, ({ ownerId, actor }, policy) => [
    policy.action('list', 'count').authorizeIf(eq(ownerId, actor.id)),
  ])
}
expectTypeOf(Note.actions.count.kind).toEqualTypeOf<'action'>()
