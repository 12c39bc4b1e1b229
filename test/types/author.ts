// What authors of parts of their own write, from what the package exports and nothing else.
import {
  action,
  type ActionContext,
  AshlarError,
  avg,
  belongsTo,
  calculate,
  type Change,
  type Changeset,
  type Check,
  concat,
  type CreateDefinition,
  create,
  defineType,
  type ErrorCode,
  eq,
  type Extension,
  field,
  hasMany,
  type IdentityOptions,
  type Load,
  type Loaded,
  type LoadQuery,
  type MemoryOptions,
  type Preparation,
  type Query,
  read,
  type ReadDefinition,
  Resource,
  type ResourceOptions,
  type RunOptions,
  type Session,
  type SortKey,
  t,
  type Type,
  update,
  validate,
} from 'ashlar'
import {
  call,
  type CreatePlan,
  type DataConnection,
  type DataLayer,
  type DataRow,
  defineCheck,
  evaluate,
  holds,
  inserted,
  type Node,
  nodeOf,
  type ReadPlan,
  refNode,
  type ResourceInfo,
  resourceInfo,
  type Scope,
  valueNode,
} from 'ashlar/extend'
import { job, type JobEngine, type JobHint, type JobHost } from 'ashlar/job'
import {
  type Adapter,
  AdapterParseError,
  chatAdapter,
  type Embedder,
  type FormatRequest,
  type LanguageModel,
  LmError,
  type LmResponse,
  LmServerError,
} from 'ashlar/lm'
import { offline } from 'ashlar/offline'
import { dataLayerContract, generate, seed, testClock, typeContract } from 'ashlar/testing'

export const money = defineType<bigint>({
  name: 'money',
  storage: 'bigint',
  parse: (input) =>
    typeof input === 'bigint'
      ? { ok: true, value: input }
      : {
          ok: false,
          issues: [{ path: [], code: 'money', message: 'must be an amount', variables: {} }],
        },
  dump: String,
  load: (stored) => BigInt(String(stored)),
  toJson: String,
  jsonSchema: { type: 'string' },
})
export const moneyField = () => field(money)
export const cents: Type<bigint> = money

export const trimmed: Change<typeof Post> = (changeset, { actor }) =>
  actor === null ? changeset : changeset.set({ title: 'x' })
export const loud = (changeset: Changeset<typeof Post>) => changeset.get('title')
export const newest: Preparation<typeof Post> = (query) => query.sort('-title').limit(1)
export class Author extends Resource('Author', { id: t.uuid().primaryKey(), name: t.string() }) {
  static relationships = { posts: hasMany(() => Post) }
  static aggregates = { mean: avg(Author, 'posts', 'size') }
}
export class Post extends Resource('Post', {
  id: t.uuid().primaryKey(),
  title: t.string(),
  size: t.integer(),
  price: moneyField(),
  authorId: t.uuid(),
}) {
  static relationships = { author: belongsTo(() => Author) }
  static calculations = { byline: calculate(Post, t.string(), ({ title }) => concat(title, '!')) }
  static actions = {
    list: read(Post, { prepare: [newest] }),
    write: create(Post, { accept: ['title', 'size', 'price', 'authorId'], changes: [trimmed] }),
    rename: update(Post, { accept: ['title'] }),
    ping: action(Post, { run: (_: object, context: ActionContext) => void context.actor }),
  }
}

export const titled = validate(Post, (changeset) =>
  changeset.get('title') === '' ? { field: 'title', message: 'must not be empty' } : undefined,
)

export type Listed = Loaded<typeof Post, { author: { mean: true }; byline: true }>
export const show = ({ title, author, byline }: Listed) => `${title} ${author?.mean} ${byline}`
export const load = { author: true, byline: true } satisfies Load<typeof Post>
export const latest: LoadQuery<typeof Post> = { sort: ['-title'], limit: 3 }
export const order: SortKey<typeof Post> = '-size'
export const find = <L extends Load<typeof Post>>(
  session: Session,
  query: Query<typeof Post, L>,
): Promise<Loaded<typeof Post, L>[]> => session.query(Post, query)
export interface Options {
  readonly memory: MemoryOptions
  readonly identity: IdentityOptions
  readonly resource: ResourceOptions
  readonly run: RunOptions<typeof Post, { author: true }>
  readonly read: ReadDefinition<typeof Post, object>
  readonly create: CreateDefinition<typeof Post, 'title', object>
}

export const owned: Check = defineCheck('the record is the actor’s', () =>
  call('eq', refNode([], 'authorId'), valueNode('7')),
)
export const open = defineCheck('the title is open', () => eq(nodeOf('open') as never, 'open'))
export const judge = (node: Node, scope: Scope): boolean => holds(node, scope)
export const value = (node: Node, scope: Scope): unknown => evaluate(node, scope)

class Rows implements DataConnection {
  readonly inTransaction = false
  async read({ select }: ReadPlan): Promise<DataRow[]> {
    return [Object.fromEntries(select.map((name) => [name, null]))]
  }
  async aggregate(): Promise<DataRow> {
    return {}
  }
  async create({ records }: CreatePlan): Promise<DataRow[]> {
    return records.map((record) => ({ ...record, [inserted]: true }))
  }
  async update(): Promise<DataRow[]> {
    return []
  }
  async destroy(): Promise<DataRow[]> {
    return []
  }
  transaction<T>(work: (connection: DataConnection) => Promise<T>): Promise<T> {
    return work(this)
  }
}
export const rows = (): DataLayer => ({
  name: 'rows',
  can: (capability) => capability === 'transactions',
  connection: new Rows(),
  open: async (resources: readonly ResourceInfo[]) => void resources.length,
  close: async () => {},
})
export const info = resourceInfo(Post)

export const engine = (): JobEngine => {
  let host: JobHost | undefined
  return {
    name: 'at once',
    start: async (own) => void (host = own),
    enqueue: async () => {},
    committed: (hints: readonly JobHint[]) => void hints.map((hint) => host?.queued(hint)),
    pending: async () => 0,
    idle: async () => {},
    stop: async () => {},
  }
}
export const work = job(Post, {
  name: 'work',
  where: ({ size }) => eq(size, 1),
  load: { author: true },
  run: ({ author }) => author?.name,
})

export const parrot = (): LanguageModel => ({
  id: 'own/parrot',
  settings: {},
  supports: { responseSchema: false, tools: false },
  generate: async ({ messages }): Promise<LmResponse> => {
    if (!messages.length) throw new LmServerError('It said nothing')
    return {
      text: messages.at(-1)!.content,
      toolCalls: [],
      finishReason: 'stop',
      usage: { calls: 1, cacheHits: 0, inputTokens: 1, outputTokens: 1 },
      model: 'own/parrot',
      cached: false,
    }
  },
  with: () => parrot(),
})
export const flat: Embedder = {
  id: 'own/flat',
  dimensions: 2,
  embed: async (texts) => texts.map(() => [1, 0]),
}
export const shouting: Adapter = {
  name: 'shouting',
  format: (request: FormatRequest) => chatAdapter.format(request),
  formatAnswer: (signature, output) => chatAdapter.formatAnswer(signature, output),
  parse: (_, { text }) => {
    throw new AdapterParseError({ adapter: 'shouting', response: text, expected: [], actual: [] })
  },
}
export const extension: Extension = { name: 'own', resources: [Author], start: async () => {} }
export const local = offline()

export class QuotaError extends AshlarError {
  static override readonly mark: string = 'shop.QuotaError'
  readonly class = 'invalid'
  readonly code = 'quota'
}
export const codeOf = (error: unknown): ErrorCode | 'other' =>
  LmError.isInstance(error) ? 'lm_error' : 'other'

export const clock = testClock()
export const posts = generate(Post, { values: { price: () => 1n } })
export const fill = (session: Session) => seed(session, Author, { count: 3, values: { name: 'x' } })
export const contracts = (runner: Parameters<typeof dataLayerContract>[0]) => {
  dataLayerContract(runner, {
    name: 'rows',
    open: async () => rows(),
    skip: [{ reason: 'it has no vectors', tests: ['vectors', 'skips and limits after sorting'] }],
  })
  dataLayerContract(runner, {
    name: 'rows',
    open: async () => rows(),
    // @ts-expect-error -- no test has this title
    skip: [{ reason: 'it has no vectors', tests: ['vectros'] }],
  })
  typeContract(runner, { name: 'money', type: money, values: [1n, 2n] })
}
