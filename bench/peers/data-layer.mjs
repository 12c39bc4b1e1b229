// The peers' ways of the operations. JavaScript, so that the type check of the repository does not
// need them installed.
import { randomUUID } from 'node:crypto'
import { ZenStackClient } from '@zenstackhq/orm'
import { PostgresDialect as ZenStackDialect } from '@zenstackhq/orm/dialects/postgres'
import { PolicyPlugin } from '@zenstackhq/plugin-policy'
import { Kysely, PostgresDialect } from 'kysely'
import { jsonArrayFrom, jsonObjectFrom } from 'kysely/helpers/postgres'
import pg from 'pg'
import { schema } from './zenstack/generated/schema.ts'

const columns = ['posts.id', 'title', 'body', 'status', 'score', 'author_id', 'created_at']

/** kysely has no policies: the same condition is written into each query by hand. */
const kyselyOperations = (pool, draft) => {
  const db = new Kysely({ dialect: new PostgresDialect({ pool }) })
  const visible = ({ actor }) =>
    db
      .selectFrom('posts')
      .select(columns)
      .where((eb) => eb.or([eb('status', '=', 'published'), eb('author_id', '=', actor)]))
  const newest = (query) => query.orderBy('created_at', 'desc').orderBy('posts.id').limit(50)
  const chosen = (input) =>
    newest(visible(input).where('status', '=', 'published').where('score', '>', input.minScore))
  const author = (eb) =>
    jsonObjectFrom(
      eb
        .selectFrom('authors')
        .select(['authors.id', 'name'])
        .whereRef('authors.id', '=', 'posts.author_id'),
    ).as('author')
  const comments = (eb) =>
    jsonArrayFrom(
      eb
        .selectFrom('comments')
        .select(['comments.id', 'comments.body', 'post_id'])
        .whereRef('post_id', '=', 'posts.id')
        .orderBy('comments.id'),
    ).as('comments')
  return {
    create: ({ actor }) =>
      db
        .insertInto('posts')
        .values({ ...draft, id: randomUUID(), author_id: actor, created_at: new Date() })
        .returning(columns)
        .executeTakeFirstOrThrow(),
    readByKey: (input) =>
      visible(input).where('posts.id', '=', input.key).executeTakeFirstOrThrow(),
    list: (input) => chosen(input).execute(),
    listWithAuthor: (input) => chosen(input).select(author).execute(),
    listWithComments: (input) => chosen(input).select(comments).execute(),
    listVisible: (input) => newest(visible(input)).execute(),
  }
}

const zenstackOperations = (pool, draft) => {
  const db = new ZenStackClient(schema, { dialect: new ZenStackDialect({ pool }) }).$use(
    new PolicyPlugin(),
  )
  const as = ({ actor }) => db.$setAuth({ id: actor }).post
  const newest = { orderBy: [{ createdAt: 'desc' }, { id: 'asc' }], take: 50 }
  const chosen = ({ minScore }) => ({
    where: { status: 'published', score: { gt: BigInt(minScore) } },
    ...newest,
  })
  return {
    create: (input) =>
      as(input).create({ data: { ...draft, score: BigInt(draft.score), authorId: input.actor } }),
    readByKey: (input) => as(input).findUniqueOrThrow({ where: { id: input.key } }),
    list: (input) => as(input).findMany(chosen(input)),
    listWithAuthor: (input) => as(input).findMany({ ...chosen(input), include: { author: true } }),
    listWithComments: (input) =>
      as(input).findMany({ ...chosen(input), include: { comments: { orderBy: { id: 'asc' } } } }),
    listVisible: (input) => as(input).findMany(newest),
  }
}

export const open = (url, draft) => {
  const pools = [1, 2].map(() => new pg.Pool({ connectionString: url, max: 10 }))
  return {
    contenders: {
      kysely: kyselyOperations(pools[0], draft),
      'ZenStack with its policy plugin': zenstackOperations(pools[1], draft),
    },
    close: () => Promise.all(pools.map((pool) => pool.end())),
  }
}
