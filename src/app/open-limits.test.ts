import { describe, expect, test } from 'vitest'
import { create, read } from '../action/contract/action.ts'
import { memory } from '../data-layer/memory/memory.ts'
import { http } from '../interface/http/http.ts'
import { Resource } from '../resource/resource.ts'
import { type AppLimits, appLimits, leastLimits, limitRelations } from '../text/limits.ts'
import { t } from '../type/t.ts'
import { app } from './open-app.ts'
import { openLimits } from './open-limits.ts'

class Note extends Resource('Note', {
  id: t.uuid().primaryKey(),
  text: t.string().public(),
}) {
  static actions = {
    list: read(Note, { public: true }),
    add: create(Note, { public: true, accept: ['text'] }),
  }
}
const open = (limits: object) =>
  app<{ actor: unknown }>().open({ resources: [Note], dataLayer: memory(), limits })

describe('the limits of an app', () => {
  test('are the defaults where it states none, or undefined', () => {
    expect(openLimits()).toEqual(appLimits)
    expect(openLimits({ depth: undefined } as never)).toEqual(appLimits)
  })
  test('refuse a name that is not a limit, and tell the nearest', async () => {
    await expect(open({ condition: 5 })).rejects.toThrow(
      /limits\.condition: there is no such limit[\s\S]*Did you mean "conditions"\?/,
    )
  })
  test.each(Object.keys(appLimits) as (keyof AppLimits)[])(
    'refuse for %s what cannot be one',
    (name) => {
      const least = leastLimits[name] ?? 0
      for (const value of [least - 1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, '5', null])
        expect(() => openLimits({ [name]: value })).toThrow(
          `limits.${name}: it is ${String(value)}. Use a whole number from ${least}.`,
        )
    },
  )
  test.each(limitRelations)('refuse $lower over $upper, whichever is set', (relation) => {
    const { lower, upper, times = 1 } = relation
    // What would be refused first.
    const others = upper === 'records' ? { relatedMax: appLimits.records + 1 } : {}
    const over = Math.floor(appLimits[upper] / times) + 1
    expect(() => openLimits({ ...others, [lower]: over })).toThrow(
      `${upper} is ${appLimits[upper]} by default`,
    )
    const under = appLimits[lower] * times - 1
    expect(() => openLimits({ [upper]: under })).toThrow(
      `${lower} is ${appLimits[lower]} by default`,
    )
    const both = { ...others, [lower]: over, [upper]: over * times }
    expect(openLimits(both)).toMatchObject(both)
  })
  test('hold for what a request carries', async () => {
    const limits = { bodyBytes: 300, inputDepth: 20, cursorCharacters: 10, values: 100 }
    const opened = await open(limits)
    expect(opened.limits).toMatchObject(limits)
    const api = http(opened, { actor: () => null })
    const post = async (action: string, body: unknown) => {
      const request = new Request(`http://localhost/api/note/${action}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      })
      return JSON.stringify(await (await api.fetch(request)).json())
    }
    expect(await post('add', { text: 'x'.repeat(300) })).toContain('At most 300 bytes are read.')
    const deep = JSON.parse(`${'['.repeat(21)}${']'.repeat(21)}`)
    expect(await post('add', { text: deep })).toContain('must not be nested deeper than 20')
    expect(await post('list', { after: 'x'.repeat(11) })).toContain('must be a cursor')
    await opened.close()
  })
})
