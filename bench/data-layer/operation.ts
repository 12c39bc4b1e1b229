/** What one call is about. Drawn anew for each call, the same for all contenders. */
export interface Input {
  /** Whose session it is. */
  readonly actor: string
  /** A post that the actor may read. */
  readonly key: string
  readonly minScore: number
}

export const operations = [
  'create',
  'readByKey',
  'list',
  'listWithAuthor',
  'listWithComments',
  'listVisible',
] as const
export type Operation = (typeof operations)[number]

export const title: Readonly<Record<Operation, string>> = {
  create: 'create',
  readByKey: 'read by key',
  list: 'list 50, filter and sort',
  listWithAuthor: 'list 50 with author',
  listWithComments: 'list 50 with comments',
  listVisible: 'list 50, policy alone',
}

/**
 * The five operations, each under the policies of the blog: by declaration where the contender has
 * policies, else written into its query.
 */
export type Operations = Readonly<Record<Operation, (input: Input) => Promise<unknown>>>

export const draft = {
  title: 'A post that is written again and again',
  body: 'lorem ipsum dolor sit amet '.repeat(20).trim(),
  status: 'draft',
  score: 7,
} as const
