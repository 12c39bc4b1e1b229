import type { Session } from '../../src/action/contract/session.ts'
import { Context } from '../../src/context/context.ts'
import type { DataLayer } from '../../src/data-layer/data-layer.ts'
import type { App } from '../../src/app/app.ts'
import type { Handler } from '../../src/interface/http/handler.ts'
import { http } from '../../src/interface/http/http.ts'
import { mcp } from '../../src/interface/mcp/mcp.ts'
import { tool } from '../../src/interface/tool/tool.ts'
import { searchBy } from '../../src/learning/retrieval/search-by.ts'
import type { AnyAction } from '../../src/action/contract/action.ts'
import { embedderKey } from '../../src/lm/language-model.ts'
import { retrieve } from '../../src/module/retrieve.ts'
import { valueNode } from '../../src/expression/node.ts'
import {
  type Anything,
  declaration,
  type Declared,
  declareWorld,
  embedder,
  toExpression,
} from './declare-world.ts'
import type { Answer, LoadTree, ReadAsked, Request, WriteAsked } from './request.ts'
import { type ActionName, embeddingOf, type Row, type World } from './world.ts'

type Values = Readonly<Record<string, unknown>>
const codeOf = (error: unknown): string => {
  const { code, errors } = error as {
    readonly code?: string
    readonly errors?: readonly { readonly code: string }[]
  }
  return code === 'error_group' || (errors && !code)
    ? [...new Set((errors ?? []).map((one) => one.code))].join('+')
    : (code ?? String(error))
}
const answered = (work: () => Promise<unknown>): Promise<Answer> =>
  work().then(
    (value) => ({ value: plain(value) }),
    (error: unknown) => ({ error: codeOf(error) }),
  )
/** As it would be printed: data alone. */
const plain = (value: unknown): unknown =>
  value === undefined ? null : JSON.parse(JSON.stringify(value))
const flatten = (load: LoadTree, prefix = ''): string[] =>
  Object.entries(load).flatMap(([name, nested]) => [
    `${prefix}${name}`,
    ...(nested === true ? [] : flatten(nested, `${prefix}${name}.`)),
  ])

/** An application of a world, open on a data layer, with every door to it. */
export class OpenWorld {
  readonly #app: App<unknown>
  readonly #classes: Declared
  readonly #world: World
  #api: Handler | undefined
  #protocol: Handler | undefined
  #asked = 0
  /** Hooks that ran since it was last emptied. */
  readonly ran: string[]
  /** Errors that were not for the caller. */
  readonly heard: unknown[]
  private constructor(
    app: App<unknown>,
    classes: Declared,
    world: World,
    ran: string[],
    heard: unknown[],
  ) {
    this.#app = app
    this.#classes = classes
    this.#world = world
    this.ran = ran
    this.heard = heard
  }
  static async open(world: World, dataLayer: DataLayer): Promise<OpenWorld> {
    const [ran, heard]: [string[], unknown[]] = [[], []]
    const classes = declareWorld(world, ran)
    const app = await declaration.open({
      resources: [...classes.values()] as Anything,
      dataLayer,
      context: Context.empty.with(embedderKey, embedder),
      onError: (error) => heard.push(error),
      onWarning: () => {},
    })
    const opened = new OpenWorld(app, classes, world, ran, heard)
    await opened.#fill()
    return opened
  }
  close(): Promise<void> {
    return this.#app.close()
  }
  #info(name: string) {
    return this.#app.resources.find((info) => info.name === name)!
  }
  /** Records first, then what they point at, so that no order of tables is needed. */
  async #fill(): Promise<void> {
    const { connection } = this.#app.dataLayer
    for (const { name, keys } of this.#world.resources) {
      const rows = this.#world.rows[name] ?? []
      const bare = rows.map((row) => ({
        ...row,
        ...Object.fromEntries(keys.map((key) => [key, null])),
        embedding: embeddingOf(row.id as number),
      }))
      if (bare.length) await connection.create({ resource: this.#info(name), records: bare })
    }
    for (const { name, keys } of this.#world.resources)
      for (const row of this.#world.rows[name] ?? []) {
        const set = Object.fromEntries(
          keys.filter((key) => row[key] !== null).map((key) => [key, valueNode(row[key])]),
        )
        if (Object.keys(set).length === 0) continue
        const filter = {
          kind: 'call',
          operator: 'eq',
          operands: [{ kind: 'ref', path: [], name: 'id', origin: 'trusted' }, valueNode(row.id)],
        } as const
        await connection.update({ resource: this.#info(name), filter, set })
      }
  }
  /** All that is stored, in the order of the keys. */
  async rows(): Promise<Map<string, Row[]>> {
    const found = new Map<string, Row[]>()
    for (const { name } of this.#world.resources) {
      const info = this.#info(name)
      const select = [...info.attributes.keys()].filter((attribute) => attribute !== 'embedding')
      const rows = await this.#app.dataLayer.connection.read({
        resource: info,
        sort: [],
        select,
        computed: {},
        loads: {},
      })
      found.set(
        name,
        (rows as Row[]).map((row) =>
          Object.fromEntries(select.map((attribute) => [attribute, row[attribute] ?? null])),
        ),
      )
    }
    return found
  }
  #action(resource: string, name: ActionName): AnyAction {
    return (
      this.#classes.get(resource) as unknown as {
        readonly actions: Readonly<Record<string, AnyAction>>
      }
    ).actions[name]!
  }
  /** Nobody comes in many shapes. */
  session(actor: unknown): Session<Anything> {
    if (actor === 'system') return this.#app.system() as Anything
    const nobody = [null, undefined, false, 0, '', Number.NaN]
    return this.#app.session(actor ?? nobody[this.#asked++ % nobody.length]) as Anything
  }
  ask(request: Request, actor: unknown): Promise<Answer> {
    const session = this.session(actor)
    if ('read' in request) return this.#read(request.door, request.read, session, actor)
    if ('write' in request && request.door !== 'can')
      return this.#write(request.door, request.write, session, actor)
    return this.#other(request, session)
  }
  #options({ filter, sort, filterInput, sortInput, load }: ReadAsked) {
    return {
      ...(filter ? { filter: (refs: unknown) => toExpression(filter, refs as Anything, {}) } : {}),
      ...(sort ? { sort } : {}),
      ...(filterInput ? { filterInput } : {}),
      ...(sortInput ? { sortInput } : {}),
      ...(load ? { load } : {}),
    } as Anything
  }
  #read(
    door: Request['door'],
    asked: ReadAsked,
    session: Session<Anything>,
    actor: unknown,
  ): Promise<Answer> {
    const action = this.#action(asked.resource, asked.action) as Anything
    const X = this.#classes.get(asked.resource) as Anything
    const input = asked.arguments as Anything
    const options = this.#options(asked)
    switch (door) {
      case 'run':
        return answered(() => session.run(action, input, options))
      case 'query':
        return answered(() => session.query(X, options))
      case 'count':
        return answered(() => session.count(X, options))
      case 'exists':
        return answered(() => session.exists(X, options))
      case 'pages':
        return answered(() => this.#pages(asked, session))
      default:
        return this.#outside(
          door,
          asked.resource,
          asked.action,
          this.#body(asked),
          actor,
          session,
        ).then((answer) => listed(answer, asked.action))
    }
  }
  #body({ arguments: given, filterInput, sortInput, load }: ReadAsked): Values {
    return {
      ...given,
      ...(filterInput ? { filter: filterInput } : {}),
      ...(sortInput ? { sort: sortInput } : {}),
      ...(load ? { load: flatten(load) } : {}),
    }
  }
  /** Page by page to the end, and back again from there: the same records. */
  async #pages(asked: ReadAsked, session: Session<Anything>): Promise<unknown> {
    const action = this.#action(asked.resource, asked.action) as Anything
    const page = (given: object) =>
      session.page(
        action,
        asked.arguments as Anything,
        { limit: 2, count: true, ...given },
        this.#options(asked),
      ) as Promise<PageLike>
    const forth: unknown[] = []
    let at = await page({})
    for (forth.push(...at.results); at.more; forth.push(...at.results))
      at = await page({ after: at.endCursor })
    if (at.count !== forth.length) throw new Error(`${at.count} are counted, ${forth.length} given`)
    const back: unknown[] = [...at.results]
    while (at.startCursor !== null) {
      at = await page({ before: at.startCursor })
      back.unshift(...at.results)
    }
    if (JSON.stringify(back) !== JSON.stringify(forth))
      throw new Error(`forth ${JSON.stringify(forth)}, back ${JSON.stringify(back)}`)
    return forth
  }
  #write(
    door: Request['door'],
    { resource, action, input }: WriteAsked,
    session: Session<Anything>,
    actor: unknown,
  ): Promise<Answer> {
    const declared = this.#action(resource, action)
    if (door === 'run')
      return answered(() => session.run(declared as Anything, input as Anything)).then(
        withoutVector,
      )
    return this.#outside(door, resource, action, input, actor, session)
  }
  async #outside(
    door: Request['door'],
    resource: string,
    action: ActionName,
    body: Values,
    actor: unknown,
    session: Session<Anything>,
  ): Promise<Answer> {
    if (door === 'tool') {
      const result = await tool(this.#action(resource, action)).execute(body, session)
      return result.ok ? { value: result.value } : { error: spoken(result.text) }
    }
    const headers = {
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      authorization: JSON.stringify(actor),
    }
    if (door === 'mcp')
      return this.#protocolAnswer(`${resource.toLowerCase()}_${action}`, body, headers)
    const url = `http://localhost/api/${resource.toLowerCase()}/${action}`
    const parameters = new URLSearchParams(
      Object.entries(body).map(([name, value]): [string, string] => [name, parameter(name, value)]),
    )
    const asked =
      door === 'httpQuery'
        ? new globalThis.Request(`${url}?${parameters}`, { headers })
        : new globalThis.Request(url, { method: 'POST', headers, body: JSON.stringify(body) })
    this.#api ??= http(this.#app, { actor: actorOf })
    const response = await this.#api.fetch(asked)
    const given = (await response.json()) as {
      readonly errors?: readonly { readonly code: string }[]
    }
    return given.errors
      ? {
          error: [...new Set(given.errors.map(({ code }) => code))]
            .join('+')
            .replace('invalid_argument', 'invalid_attribute'),
        }
      : { value: given }
  }
  async #protocolAnswer(
    name: string,
    body: Values,
    headers: Readonly<Record<string, string>>,
  ): Promise<Answer> {
    const message = {
      jsonrpc: '2.0',
      id: 1,
      method: 'tools/call',
      params: { name, arguments: body },
    }
    this.#protocol ??= mcp(this.#app, { name: 'world', version: '1', actor: actorOf })
    const response = await this.#protocol.fetch(
      new globalThis.Request('http://localhost/mcp', {
        method: 'POST',
        headers,
        body: JSON.stringify(message),
      }),
    )
    const text = await response.text()
    const { result, error } = JSON.parse(
      text.startsWith('{') ? text : text.slice(text.indexOf('data: ') + 6),
    ) as ProtocolReply
    // A tool that the caller may never use is as one that is not there.
    if (error) return { error: 'forbidden' }
    return result?.isError
      ? { error: spoken(result.content?.[0]?.text ?? '') }
      : { value: result?.structuredContent ?? JSON.parse(result?.content?.[0]?.text ?? 'null') }
  }
  async #other(
    request: Exclude<Request, { readonly read: ReadAsked }>,
    session: Session<Anything>,
  ): Promise<Answer> {
    const resource = 'write' in request ? request.write.resource : request.resource
    const X = this.#classes.get(resource) as Anything
    const act = (name: ActionName) => this.#action(resource, name) as Anything
    switch (request.door) {
      case 'get':
        return answered(() =>
          session.get(X, request.id as Anything, { load: (request.load ?? {}) as Anything }),
        )
      case 'load':
        return answered(() =>
          session.load(X, request.ids.map((id) => ({ id })) as Anything, request.load as Anything),
        )
      case 'retrieve': {
        const search = searchBy(() => act('search'), {
          argument: 'question',
          text: () => 'x',
          source: () => 'x',
        })
        const module = retrieve({ k: 50, search })
        return answered(async () =>
          (await module({ query: 'nearest' }, { context: session.context })).passages.map(
            ({ id }) => id,
          ),
        )
      }
      case 'bulkCreate':
        return answered(async () =>
          (await session.bulkCreate(act('add'), request.inputs as Anything)).outcomes.map((one) =>
            one.ok ? one.record : codeOf(one.error),
          ),
        )
      case 'bulkUpdate':
        return answered(async () =>
          settled(
            await session.bulkUpdate(
              act('edit'),
              { filterInput: request.filterInput as Anything },
              request.input,
            ),
          ),
        )
      case 'bulkDestroy':
        return answered(async () =>
          settled(
            await session.bulkDestroy(act('remove'), {
              filterInput: request.filterInput as Anything,
            }),
          ),
        )
      case 'act':
        return answered(() => session.run(act('act'), { least: request.least } as Anything))
      case 'actTool': {
        const result = await tool(act('act')).execute({ least: request.least }, session)
        return result.ok ? { value: result.value } : { error: spoken(result.text) }
      }
      case 'can':
        return answered(() =>
          'write' in request
            ? session.can(act(request.write.action), request.write.input as Anything)
            : session.can(
                act(request.action),
                (request.action === 'list' ? {} : { least: request.least }) as Anything,
              ),
        )
      default:
        throw new Error(`${request.door} is no door.`)
    }
  }
}
const actorOf = (request: globalThis.Request) =>
  JSON.parse(request.headers.get('authorization') ?? 'null') as unknown
interface PageLike {
  readonly results: readonly unknown[]
  readonly more: boolean
  readonly count?: number
  readonly startCursor: string | null
  readonly endCursor: string | null
}
interface ProtocolReply {
  readonly result?: {
    readonly isError?: boolean
    readonly structuredContent?: unknown
    readonly content?: readonly { readonly text: string }[]
  }
  readonly error?: unknown
}
const parameter = (name: string, value: unknown): string =>
  name === 'filter' ? JSON.stringify(value) : Array.isArray(value) ? value.join(',') : String(value)
/** A tool says what went wrong in words; these are the ones for each code. */
const spoken = (text: string): string =>
  /forbidden/.test(text)
    ? 'forbidden'
    : /was found|There is no/.test(text)
      ? 'not_found'
      : /existing record/.test(text)
        ? 'invalid_attribute'
        : /already/.test(text)
          ? 'already_taken'
          : /still referred/.test(text)
            ? 'invalid_attribute'
            : /changed|applies/.test(text)
              ? 'stale_record'
              : text
const listed = (answer: Answer, action: ActionName): Answer =>
  'value' in answer && action !== 'one'
    ? { value: (answer.value as { readonly results: unknown }).results }
    : answer
const withoutVector = (answer: Answer): Answer => {
  if (!('value' in answer)) return answer
  const { embedding: _, ...rest } = answer.value as Record<string, unknown>
  return { value: rest }
}
const settled = ({
  failed,
  outcomes,
}: {
  readonly failed: number
  readonly outcomes: readonly { readonly ok: boolean; readonly error?: unknown }[]
}): string =>
  failed === 0
    ? 'done'
    : `failed: ${outcomes.map((one) => (one.ok ? 'ok' : codeOf(one.error))).join()}`
