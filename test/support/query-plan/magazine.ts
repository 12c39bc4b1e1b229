import { Client } from 'pg'
import { create, destroy, read, update } from '../../../src/action/contract/action.ts'
import { postgres } from '../../../src/data-layer/postgres/postgres.ts'
import type { App } from '../../../src/app/app.ts'
import { app } from '../../../src/app/open-app.ts'
import { eq, gt, or } from '../../../src/expression/operators.ts'
import { avg, count, list, sum } from '../../../src/resource/aggregate.ts'
import { belongsTo, hasMany, manyToMany } from '../../../src/resource/relationship.ts'
import { Resource } from '../../../src/resource/resource.ts'
import { t } from '../../../src/type/t.ts'
import { freshDatabase } from '../postgres-database.ts'

export interface Reader {
  readonly teamId: number
}
const magazine = app<{ actor: Reader }>()

export class Team extends Resource('Team', { id: t.integer().primaryKey(), name: t.string() }) {}
export class Writer extends Resource('Writer', {
  id: t.integer().primaryKey(),
  email: t.string(),
  teamId: t.integer(),
}) {
  static relationships = { team: belongsTo(() => Team) }
}
export class Article extends Resource('Article', {
  id: t.integer().primaryKey(),
  title: t.string(),
  status: t.oneOf('draft', 'published').default('draft'),
  madeAt: t.datetime(),
  score: t.integer().nullable(),
  labels: t.list(t.string()),
  writerId: t.integer(),
}) {
  static relationships = {
    writer: belongsTo(() => Writer),
    remarks: hasMany(() => Remark),
    topics: manyToMany(() => Topic, { through: () => ArticleTopic }),
  }
  static aggregates = {
    remarkCount: count(Article, 'remarks'),
    loudCount: count(Article, 'remarks', { filter: ({ stars }) => gt(stars, 3) }),
    starSum: sum(Article, 'remarks', 'stars'),
    starMean: avg(Article, 'remarks', 'stars'),
    texts: list(Article, 'remarks', 'text', { sort: ['-stars'] }),
  }
  static actions = {
    list: read(Article, { sort: ['-madeAt'] }),
    retitle: update(Article, { accept: ['title'] }),
    publish: update(Article, { set: { status: 'published' } }),
  }
  static policies = magazine.policies(Article, ({ status, writer, actor }, policy) => [
    policy.read().authorizeIf(true),
    policy.action('retitle').authorizeIf(eq(writer.teamId, actor.teamId)),
    policy
      .action('publish')
      .authorizeIf(or(eq(status, 'published'), eq(writer.teamId, actor.teamId))),
  ])
}
export class Remark extends Resource('Remark', {
  id: t.integer().primaryKey(),
  text: t.string(),
  stars: t.integer(),
  articleId: t.integer(),
}) {
  static relationships = { article: belongsTo(() => Article) }
  static actions = {
    list: read(Remark),
    write: create(Remark, { accept: ['text', 'stars', 'articleId'] }),
    remove: destroy(Remark),
  }
}
export class Topic extends Resource('Topic', { id: t.integer().primaryKey(), name: t.string() }) {}
export class ArticleTopic extends Resource('ArticleTopic', {
  articleId: t.integer().primaryKey(),
  topicId: t.integer().primaryKey(),
}) {
  static relationships = { article: belongsTo(() => Article), topic: belongsTo(() => Topic) }
  static actions = { list: read(ArticleTopic) }
}

export const articles = 20_000

const filling = [
  `insert into teams (id, name) select n, 'team ' || n from generate_series(1, 50) n`,
  `insert into writers (id, email, team_id) select n, 'w' || n || '@example.test', n % 50 + 1 from generate_series(1, 2000) n`,
  `insert into articles (id, title, status, made_at, score, labels, writer_id) select n, 'title ' || n, case when n % 100 = 0 then 'draft' else 'published' end, timestamptz '2026-01-01 00:00Z' + n * interval '1 minute',
     case when n % 10 = 0 then null else n % 1000 end, jsonb_build_array('label ' || n % 2000, 'common'), n % 2000 + 1 from generate_series(1, ${articles}) n`,
  `insert into remarks (id, text, stars, article_id) select n, 'remark ' || n, n % 6, n % ${articles} + 1 from generate_series(1, ${articles * 2}) n`,
  `insert into topics (id, name) select n, 'topic ' || n from generate_series(1, 200) n`,
  `insert into article_topics (article_id, topic_id) select n, (n * 7) % 200 + 1 from generate_series(1, ${articles}) n`,
  `insert into article_topics (article_id, topic_id) select n, (n * 7 + 3) % 200 + 1 from generate_series(1, ${articles}) n`,
  `create index on articles (made_at desc, id)`,
  `create index on articles using gin (labels)`,
  `analyze`,
]

export interface Magazine {
  readonly opened: App<Reader>
  readonly url: string
  close(): Promise<void>
}

/** A magazine with enough in it that the server's choice of a plan means something. */
export const openMagazine = async (): Promise<Magazine> => {
  const { url, drop } = await freshDatabase()
  const opened = await magazine.open({
    resources: [Team, Writer, Article, Remark, Topic, ArticleTopic],
    dataLayer: postgres({ url, max: 2 }),
  })
  const client = new Client(url)
  await client.connect()
  for (const statement of filling) await client.query(statement)
  await client.end()
  return { opened, url, close: () => opened.close().then(drop) }
}
