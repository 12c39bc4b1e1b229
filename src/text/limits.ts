// Every limit of the package, with its default. An app sets its own for what reaches it from
// outside; the others are set where the comment of their group says. What bounds a loop and no user
// would ever set is a named constant where the loop is.

/**
 * How much one call of a caller may ask for, through any interface. What is larger is refused with
 * `invalid_argument` and a sentence that names the limit.
 */
export interface CallerLimits {
  /** Conditions of a filter. Default 200. */
  readonly conditions: number
  /** How deep a filter can be nested. Default 8. */
  readonly depth: number
  /**
   * How many to-many relationships one path of a filter can follow. Each multiplies the work by as
   * many records as it leads to. Default 2.
   */
  readonly manyHops: number
  /** Values of one list in a filter. Default 1,000. */
  readonly values: number
  /** Fields of a sort. Default 10. */
  readonly sortFields: number
  /** Names in a `load`. Default 32. */
  readonly loads: number
  /** How many relationships one path of a load or a sort can follow. Default 4. */
  readonly path: number
  /**
   * How many related records a load returns for each record, unless it asks for another number:
   * `comments:50`. Default 25.
   */
  readonly related: number
  /** The most related records that a load can ask for. Default 250. */
  readonly relatedMax: number
  /**
   * Records in one answer, including related ones. They are counted before anything is read, as if
   * every list were as long as it can be. Default 50,000.
   */
  readonly records: number
}

/**
 * What a request may carry. Larger bodies are refused with `body_too_large`, the others with
 * `invalid_argument`.
 */
export interface RequestLimits {
  /** Bytes of a body, over HTTP and MCP. Default 1,048,576. */
  readonly bodyBytes: number
  /** How deep the JSON of an input may be nested. Default 100. */
  readonly inputDepth: number
  /** Characters of a cursor. Default 4,096. */
  readonly cursorCharacters: number
}

/** What an app may set: `open({ limits: { … } })`. */
export interface AppLimits extends CallerLimits, RequestLimits {}

export const appLimits: AppLimits = Object.freeze({
  conditions: 200,
  depth: 8,
  manyHops: 2,
  values: 1000,
  sortFields: 10,
  loads: 32,
  path: 4,
  related: 25,
  relatedMax: 250,
  records: 50_000,
  bodyBytes: 1_048_576,
  inputDepth: 100,
  cursorCharacters: 4096,
})

/** The least that works. A limit that is not here may be 0, which forbids what it counts. */
export const leastLimits: Readonly<Partial<AppLimits>> = Object.freeze({
  related: 1,
  relatedMax: 1,
  records: 1,
  bodyBytes: 2,
  inputDepth: 1,
  cursorCharacters: 1,
})

/**
 * What must be so among the limits of an app: the first is at most the second, `times` over. Two
 * bytes are one digit and its comma; a level of a filter is an object in a list.
 */
export const limitRelations: readonly {
  readonly lower: keyof AppLimits
  readonly upper: keyof AppLimits
  readonly times?: number
  readonly because: string
}[] = [
  { lower: 'related', upper: 'relatedMax', because: 'what a load gets unasked it may ask for' },
  { lower: 'related', upper: 'records', because: 'an answer must hold what one load returns' },
  { lower: 'values', upper: 'bodyBytes', times: 2, because: 'a list of that length must fit' },
  { lower: 'cursorCharacters', upper: 'bodyBytes', because: 'a cursor must fit in a body' },
  { lower: 'depth', upper: 'inputDepth', times: 2, because: 'a filter of that depth must fit' },
]

/**
 * Of a list and of writes of many records. Set on the action (`pagination`) or the call
 * (`batchSize`).
 */
export const actionLimits = Object.freeze({
  /** Records of a page that does not say how many it wants. */
  pageSize: 25,
  /** The most that a page may ask for; more is refused with `invalid_limit`. */
  pageSizeMax: 250,
  /** Records that a bulk create writes together. */
  createBatch: 100,
  /** Records that a bulk update or destroy changes together, if it does not return them. */
  changeBatch: 1000,
})

/**
 * What an answer tells. Fixed: beyond the first errors an answer counts the rest, and longer texts
 * are clipped.
 */
export const answerLimits = Object.freeze({
  /** Errors of one call. */
  errors: 25,
  /** Issues of one value. */
  issues: 25,
  /** Characters of an error's message. */
  messageCharacters: 1000,
  /** Characters of a name in an error. */
  nameCharacters: 100,
  /** Steps of an error's path. */
  pathSteps: 20,
})

/** How long a server waits, in milliseconds. Set in `listen(…)`. What takes longer is cut off. */
export const serverLimits = Object.freeze({
  /** For a request's headers. */
  headersMs: 10_000,
  /** For a whole request. */
  requestMs: 30_000,
  /** For running requests, while it closes. */
  graceMs: 5000,
})

/**
 * Of a call to a model. Set where the model is created, those without an option are fixed. What
 * takes longer fails with `lm_timeout`.
 */
export const modelLimits = Object.freeze({
  /** One attempt, in milliseconds (`timeoutMs`). */
  attemptMs: 120_000,
  /** Further attempts of a failed call (`retries`). */
  retries: 3,
  /** The longest pause between two attempts, in milliseconds. */
  pauseMs: 30_000,
  /**
   * The longest pause that a provider may ask for, in milliseconds; beyond it the provider's error
   * is thrown.
   */
  retryAfterMs: 60_000,
  /** Texts of one request for embeddings (`batchSize`). */
  embeddingBatch: 100,
  /** Answers that a cache in memory keeps (`maxEntries`). */
  cacheEntries: 10_000,
  /** How deep the JSON of a reply may be nested; what is deeper fails to parse. */
  replyDepth: 200,
})

/** Of background jobs. Set on the job or its engine. */
export const jobLimits = Object.freeze({
  /** Tries before a record counts as failed (`maxAttempts`). */
  attempts: 5,
  /** Runs of one job at a time in one process (`concurrency`). */
  concurrency: 2,
  /** The longest pause between two tries, in milliseconds (`backoff`). */
  backoffMs: 60_000,
  /**
   * For running jobs, while the app closes, in milliseconds (`grace`); then they are aborted and
   * handed back.
   */
  graceMs: 10_000,
  /** Records that a scan reads at a time. */
  scanBatch: 200,
})

/** Of a data layer. Set where it is created, those without an option are fixed. */
export const storageLimits = Object.freeze({
  /** Connections at a time (`max`). */
  connections: 10,
  /**
   * For a connection, in milliseconds (`connectionTimeout`); then `connections_taken` or
   * `connection_failed`.
   */
  connectionMs: 5000,
  /** For a statement, in milliseconds (`statementTimeout`); then `timeout`. */
  statementMs: 30_000,
  /**
   * For the end of another transaction on the one connection, in milliseconds (`transactionWait`);
   * then `transaction_blocked`.
   */
  transactionWaitMs: 10_000,
  /**
   * For a server to end a statement that was canceled, in milliseconds; then its connection is
   * given up.
   */
  cancelMs: 5000,
  /** Statements whose text is kept. */
  statements: 1000,
  /** Statements that a connection keeps prepared. */
  preparedStatements: 200,
})
