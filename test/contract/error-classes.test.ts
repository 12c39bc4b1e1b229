import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type * as main from 'ashlar'
import type * as http from 'ashlar/http'
import type * as job from 'ashlar/job'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { AshlarError } from '../../src/error/ashlar-error.ts'
import { MarkedError } from '../../src/error/marked-error.ts'

type ErrorType = (abstract new (
  ...args: never[]
) => Error) & {
  readonly mark: string
  isInstance(error: unknown): boolean
}
type Names = Readonly<Record<string, unknown>>

const root = resolve(import.meta.dirname, '../..')
const isErrorType = (value: unknown, base: typeof MarkedError = MarkedError): value is ErrorType =>
  typeof value === 'function' && value.prototype instanceof base

/** What each entry exports. */
const entries = async (folder: string): Promise<Record<string, Names>> =>
  Object.fromEntries(
    await Promise.all(
      readdirSync(folder).map(async (file) => [
        file.replace('.ts', ''),
        (await import(join(folder, file))) as Names,
      ]),
    ),
  )
const classesIn = (names: Record<string, Names>, base: typeof MarkedError = MarkedError) =>
  new Map(
    Object.values(names)
      .flatMap((entry) => Object.entries(entry))
      .filter((pair): pair is [string, ErrorType] => isErrorType(pair[1], base)),
  )
const sources = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
  .map((name) => ({ name, text: readFileSync(join(root, 'src', name), 'utf8') }))
const declared = sources.flatMap(({ text }) =>
  [
    ...text.matchAll(
      /^export (?:abstract )?class (\w+) extends (?:MarkedError|AshlarError|\w+Error)\b/gm,
    ),
  ].map(([, name]) => name as string),
)

let own: Record<string, Names>
beforeAll(async () => {
  own = await entries(join(root, 'src/entry'))
})

describe('every class of errors', () => {
  test('is exported by an entry, under its own name', () => {
    const exported = classesIn(own)
    expect(declared.length).toBeGreaterThan(60)
    expect(declared.filter((name) => !exported.has(name))).toEqual([])
  })
  test('has a mark that is its name, and errors have that name', () => {
    for (const [name, type] of classesIn(own)) {
      if (name === 'Unauthenticated') continue
      expect(Object.hasOwn(type, 'mark') && type.mark).toBe(`ashlar.${name}`)
      expect(type.name).toBe(name)
    }
  })
  test('is told by isInstance in the sources, never by instanceof, which fails between two copies', () => {
    const kinds = new Set(['AshlarError', ...declared])
    const wrong = sources.flatMap(({ name, text }) =>
      [...text.matchAll(/instanceof (\w+)/g)]
        .filter(([, type]) => kinds.has(type!))
        .map(([, type]) => `${name}: ${type}`),
    )
    expect(wrong).toEqual([])
  })
  test('an error says whether the same call may succeed later', () => {
    class QuotaError extends AshlarError {
      readonly class = 'invalid'
      readonly code = 'quota'
    }
    expect(new QuotaError('Too much.')).toMatchObject({ name: 'QuotaError', retryable: false })
  })
  test('a class of one’s own recognizes its own errors and no others of the class it extends', () => {
    const { NotFoundError } = own['index'] as never as typeof main
    class NoSuchSeatError extends NotFoundError {}
    const error = new NoSuchSeatError({ resource: 'Seat' })
    expect(NoSuchSeatError.isInstance(error)).toBe(true)
    expect(NotFoundError.isInstance(error)).toBe(true)
    expect(NoSuchSeatError.isInstance(new NotFoundError({ resource: 'Seat' }))).toBe(false)
  })
  test.each([null, undefined, 1, 'not_found', {}, new Error('x'), { code: 'not_found' }])(
    'what is not one is none: %j',
    (value) => {
      for (const type of classesIn(own).values()) expect(type.isInstance(value)).toBe(false)
    },
  )
})

describe('two copies of the package in one process', () => {
  let folder: string
  let other: Record<string, Names>
  let otherBase: typeof MarkedError
  beforeAll(async () => {
    mkdirSync(join(root, '.ashlar'), { recursive: true })
    folder = mkdtempSync(join(root, '.ashlar/copy-'))
    cpSync(join(root, 'src'), folder, { recursive: true })
    other = await entries(join(folder, 'entry'))
    otherBase = (await import(join(folder, 'error/marked-error.ts'))).MarkedError
  }, 120_000)
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  const copies = () => ({
    one: { ...own['index'], ...own['http'], ...own['job'] } as never as typeof main &
      typeof http &
      typeof job,
    two: { ...other['index'], ...other['job'] } as never as typeof main & typeof job,
  })

  test('have classes of their own, which recognize each other’s errors, those of subclasses included, and no others', () => {
    const theirs = classesIn(other, otherBase)
    const ours = classesIn(own)
    expect([...theirs.keys()]).toEqual([...ours.keys()])
    for (const [name, type] of ours) {
      expect(theirs.get(name)).not.toBe(type)
      for (const [otherName, otherType] of theirs) {
        const error = Object.create(otherType.prototype) as Error
        expect(error instanceof type).toBe(false)
        const isKind =
          ours.get(otherName) === type || ours.get(otherName)!.prototype instanceof type
        expect([name, otherName, type.isInstance(error)]).toEqual([name, otherName, isKind])
      }
    }
  })
  test('an error of the other is rendered, grouped and asked whether to try again as one of our own', () => {
    const { one, two } = copies()
    const missing = new two.NotFoundError({ resource: 'Post', key: { id: '7' } })
    expect(one.renderError(missing)).toEqual(two.renderError(missing))
    const group = new two.ErrorGroup([missing, new two.RequiredError({ field: 'title' })])
    expect(one.toErrors(group).map(({ code }) => code)).toEqual(['not_found', 'required'])
    expect(one.isRetryable(new two.TransactionConflictError())).toBe(true)
    expect(one.isRetryable(missing)).toBe(false)
  })
  test('an action that throws an error of the other answers over HTTP as with one of our own', async () => {
    const { one, two } = copies()
    class Seat extends one.Resource('Seat', { id: one.t.uuid().primaryKey() }) {
      static actions = {
        take: one.action(Seat, {
          run: async () => {
            throw new two.StaleRecordError({ resource: 'Seat' })
          },
        }),
      }
    }
    const opened = await one
      .app<{ actor: null }>()
      .open({ resources: [Seat], dataLayer: one.memory() })
    const handler = one.http(opened, { actor: async () => null })
    const request = new Request('http://x/api/seat/take', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{}',
    })
    const response = await handler.fetch(request)
    expect(response.status).toBe(409)
    await opened.close()
  })
  test('a job that throws a Cancel or a Snooze of the other is cancelled or asked again later', async () => {
    const { one, two } = copies()
    class Seat extends one.Resource('Seat', {
      id: one.t.uuid().primaryKey(),
      done: one.t.boolean().default(false),
    }) {
      static actions = { add: one.create(Seat, { accept: [] }) }
    }
    const look = one.job(Seat, {
      name: 'look',
      where: ({ done }) => one.eq(done, false),
      run: async () => {
        throw new two.Cancel('off')
      },
    })
    const background = one.jobs({ jobs: [look] })
    const endings: string[] = []
    background.on(({ type }) => void endings.push(type))
    const opened = await one
      .app<{ actor: null }>()
      .open({ resources: [Seat], dataLayer: one.memory(), extensions: [background] })
    await opened.system().run(Seat.actions.add, {})
    expect(await background.idle()).toMatchObject({ failed: [] })
    expect(endings).toContain('cancelled')
    await opened.close()
  })
})
