import type { DataLayer } from '../../src/data-layer/data-layer.ts'
import { OpenWorld } from './doors.ts'
import { RequestMaker } from './generate-request.ts'
import { Oracle, type Rows } from './oracle.ts'
import { ReadOracle } from './oracle-read.ts'
import { copyRows, WriteOracle } from './oracle-write.ts'
import type { Random } from './random.ts'
import type { Answer, Expected, Request } from './request.ts'
import { open } from './three-valued.ts'
import { type Caller, resourceOf, type Row, type World } from './world.ts'

/** A request whose answer, or whose mark on what is stored, is not what the documents say. */
export interface Difference {
  readonly world: World
  readonly actor: Caller
  readonly request: Request
  readonly what: string
}

const stable = (value: unknown): string =>
  JSON.stringify(value, (_, given: unknown) => {
    if (typeof given !== 'object' || given === null || Array.isArray(given)) return given
    return Object.fromEntries(
      Object.entries(given).toSorted(([left], [right]) => (left < right ? -1 : 1)),
    )
  })
const sameRows = (
  left: ReadonlyMap<string, readonly Row[]>,
  right: ReadonlyMap<string, readonly Row[]>,
): boolean => printed(left) === printed(right)
const printed = (rows: ReadonlyMap<string, readonly Row[]>): string =>
  stable(
    [...rows].map(([name, list]) => [
      name,
      list.toSorted((one, other) => Number(one.id) - Number(other.id)),
    ]),
  )

const nothing = (rows: Rows, answers: readonly Answer[]): Expected => ({
  answers,
  rows,
  hooks: 'none',
})

const expectedCan = (
  oracle: Oracle,
  request: Extract<Request, { readonly door: 'can'; readonly resource: string }>,
): Answer[] => {
  const resource = resourceOf(oracle.world, request.resource)
  const given = request.action === 'list' ? {} : { least: request.least }
  const verdict = oracle.verdict(resource, oracle.request(request.action, given), open)
  if (request.action === 'act') return [{ value: verdict === true }]
  const may = { value: verdict !== false && !oracle.refusesRead(resource, request.action, given) }
  return oracle.mayNever(resource, oracle.request(request.action, given))
    ? [may, { value: false }]
    : [may]
}

/** What the documents say of a request in this state. */
export const expectedOf = (world: World, rows: Rows, actor: Caller, request: Request): Expected => {
  const oracle = new Oracle(world, rows, actor)
  const writer = new WriteOracle(world, rows, actor)
  if ('write' in request) {
    if (request.door === 'can') return nothing(rows, writer.can(request.write))
    return writer.expected(request.write, request.door !== 'run')
  }
  if (request.door === 'can') return nothing(rows, expectedCan(oracle, request))
  if (request.door === 'bulkCreate')
    return writer.bulkCreate(resourceOf(world, request.resource), request.inputs)
  if (request.door === 'bulkUpdate')
    return writer.bulk(
      resourceOf(world, request.resource),
      'edit',
      request.filterInput,
      request.input,
    )
  if (request.door === 'bulkDestroy')
    return writer.bulk(resourceOf(world, request.resource), 'remove', request.filterInput, {})
  if (request.door === 'act' || request.door === 'actTool') {
    const allowed =
      oracle.verdict(
        resourceOf(world, request.resource),
        oracle.request('act', { least: request.least }),
        open,
      ) === true
    return nothing(rows, [allowed ? { value: 'done' } : { error: 'forbidden' }])
  }
  // A tool that the caller may never use is as one that is not there.
  if (
    request.door === 'mcp' &&
    oracle.verdict(
      resourceOf(world, request.read.resource),
      oracle.request(request.read.action, request.read.arguments),
      open,
    ) === false
  )
    return nothing(rows, [{ error: 'forbidden' }, ...new ReadOracle(oracle).answers(request)])
  return nothing(rows, new ReadOracle(oracle).answers(request))
}

/** The system has no way in from outside. */
const isInside = ({ door }: Request) => door !== 'http' && door !== 'httpQuery' && door !== 'mcp'
const rootOf = (error: unknown): string =>
  error instanceof Error && error.cause ? rootOf(error.cause) : String((error as Error).stack)
const changesData = (request: Request) =>
  ('write' in request && request.door !== 'can') || request.door.startsWith('bulk')

const hooksDiffer = ({ hooks }: Expected, ran: readonly string[]): boolean => {
  if (hooks === 'any') return false
  // An afterTransaction hook alone hears of a refusal.
  return hooks === 'none'
    ? ran.some((place) => place !== 'afterTransaction')
    : stable(ran.toSorted()) !== stable([...hooks].toSorted())
}

/**
 * Asks one request and says what differs from the documents; `rows` is what is stored, before and
 * after.
 */
const judge = async (
  opened: OpenWorld,
  world: World,
  rows: Rows,
  actor: Caller,
  request: Request,
): Promise<{ what?: string; rows: Rows }> => {
  const expected = expectedOf(world, copyRows(rows), actor, request)
  opened.ran.length = 0
  opened.heard.length = 0
  const answer = await opened.ask(request, actor)
  if (opened.heard.length) return { what: `failed inside: ${rootOf(opened.heard[0])}`, rows }
  const stored = changesData(request) ? await opened.rows() : rows
  if (expected.answers.length && !expected.answers.some((one) => stable(one) === stable(answer)))
    return {
      what: `answered ${stable(answer)}\n  expected ${expected.answers.map(stable).join(' or ')}`,
      rows: stored,
    }
  if (expected.rows && changesData(request) && !sameRows(stored, expected.rows))
    return { what: `stored ${printed(stored)}\n  expected ${printed(expected.rows)}`, rows: stored }
  if (hooksDiffer(expected, opened.ran))
    return {
      what: `hooks ran: ${opened.ran.join(', ') || 'none'}\n  expected ${expected.hooks}`,
      rows: stored,
    }
  return { rows: stored }
}

const startRows = (world: World): Rows =>
  new Map(world.resources.map(({ name }) => [name, [...(world.rows[name] ?? [])]]))

/**
 * Asks a world so many requests of all its actors; the first that differs, with what was stored
 * when it was asked.
 */
export const compareWorld = async (
  world: World,
  random: Random,
  requests: number,
  dataLayer: DataLayer,
): Promise<Difference | undefined> => {
  const opened = await OpenWorld.open(world, dataLayer)
  try {
    let rows = startRows(world)
    const maker = new RequestMaker(random, world)
    for (let at = 0; at < requests; at += 1) {
      const request = maker.request()
      const actor = random.pick(
        world.actors.filter((caller) => caller !== 'system' || isInside(request)),
      )
      const before = rows
      const { what, rows: after } = await judge(opened, world, rows, actor, request)
      if (what)
        return { world: { ...world, rows: Object.fromEntries(before) }, actor, request, what }
      rows = after
    }
    return undefined
  } finally {
    await opened.close()
  }
}

/** Asks one request of a world as it stands. */
export const compareOne = async (
  { world, actor, request }: Omit<Difference, 'what'>,
  dataLayer: DataLayer,
): Promise<string | undefined> => {
  const opened = await OpenWorld.open(world, dataLayer)
  try {
    return (await judge(opened, world, startRows(world), actor, request)).what
  } finally {
    await opened.close()
  }
}
