import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { create, read, update } from '../../src/action/contract/action.ts'
import { adapterByName } from '../../src/adapter/adapter-by-name.ts'
import type { App } from '../../src/app/app.ts'
import { app } from '../../src/app/open-app.ts'
import { http } from '../../src/interface/http/http.ts'
import { listen, type Listening } from '../../src/interface/http/listen.ts'
import { mcp } from '../../src/interface/mcp/mcp.ts'
import { tool } from '../../src/interface/tool/tool.ts'
import { chainOfThought } from '../../src/module/predict/chain-of-thought.ts'
import { predict } from '../../src/module/predict/predict.ts'
import { offline } from '../../src/offline/offline.ts'
import { scripted } from '../../src/offline/scripted.ts'
import { sum } from '../../src/resource/aggregate.ts'
import { belongsTo, hasMany } from '../../src/resource/relationship.ts'
import { Resource } from '../../src/resource/resource.ts'
import { Signature } from '../../src/signature/signature.ts'
import { defineType } from '../../src/type/define-type.ts'
import { field } from '../../src/type/field.ts'
import { t } from '../../src/type/t.ts'
import { issue, ok } from '../../src/type/type.ts'
import { eachDataLayer } from '../support/data-layers.ts'

// Types of one's own, each under the name of a built-in type that it is not like.

/** A text-like type: a code in upper case, stored as it is. */
const codeType = defineType<string>({
  name: 'integer',
  storage: 'text',
  parse: (input) =>
    typeof input === 'string' && /^[a-z]{2}-\d{2}$/i.test(input.trim())
      ? ok(input.trim().toUpperCase())
      : issue('code', 'must be a code such as AB-12'),
  compare: (left, right) => (left < right ? -1 : left > right ? 1 : 0),
  jsonSchema: { type: 'string', pattern: '^[A-Z]{2}-\\d{2}$' },
  description: 'code such as AB-12',
})
/** A number-like type: degrees, stored in tenths. */
const degreesType = defineType<number>({
  name: 'text',
  storage: 'double precision',
  parse: (input) =>
    typeof input === 'number' && input >= -50 && input <= 50
      ? ok(input)
      : issue('degrees', 'must be between -50 and 50'),
  dump: (degrees) => degrees * 10,
  load: (stored) => Number(stored) / 10,
  toJson: (degrees) => degrees,
  compare: (left, right) => left - right,
  jsonSchema: { type: 'number', minimum: -50, maximum: 50 },
  description: 'temperature in degrees',
})
/** A money-like type: an object in the program, its cents in the storage, a text on the wire. */
class Money {
  readonly cents: bigint
  constructor(cents: bigint) {
    this.cents = cents
  }
}
const moneyType = defineType<Money>({
  name: 'string',
  storage: 'bigint',
  parse: (input) => {
    if (input instanceof Money) return ok(input)
    const [, euros, cents] = /^(-?\d{1,12})\.(\d\d) EUR$/.exec(String(input)) ?? []
    return euros === undefined
      ? issue('money', 'must be an amount such as 12.50 EUR')
      : ok(new Money(BigInt(`${euros}${cents}`)))
  },
  dump: ({ cents }) => String(cents),
  load: (stored) => new Money(BigInt(stored as string | number)),
  toJson: ({ cents }) => `${cents / 100n}.${String(cents % 100n).padStart(2, '0')} EUR`,
  equal: (left, right) => left.cents === right.cents,
  compare: (left, right) => Number(left.cents - right.cents),
  jsonSchema: { type: 'string', pattern: '^-?\\d{1,12}\\.\\d\\d EUR$' },
  description: 'amount such as 12.50 EUR',
})
const [code, degrees, money] = [field(codeType), field(degreesType), field(moneyType)]

class Store extends Resource('Store', { id: t.integer().primaryKey() }, { open: true }) {
  static relationships = { goods: hasMany(() => Good, { public: true }) }
  static aggregates = { worth: sum(Store, 'goods', 'price', { public: true }) }
  static actions = { open: create(Store, { accept: ['id'] }), list: read(Store) }
}
class Good extends Resource(
  'Good',
  {
    id: t.uuid().primaryKey(),
    code: code.public(),
    warmth: degrees.public(),
    price: money.public(),
    storeId: t.integer().public(),
  },
  { open: true },
) {
  static relationships = { store: belongsTo(() => Store, { public: true }) }
  static actions = {
    list: read(Good),
    add: create(Good, { accept: ['code', 'warmth', 'price', 'storeId'] }),
    reprice: update(Good, { accept: ['price'] }),
  }
}

const goods = [
  { code: 'AB-12', warmth: 4.5, price: '9.99 EUR', storeId: 1 },
  { code: 'AC-01', warmth: -18, price: '10.00 EUR', storeId: 1 },
  { code: 'ZZ-99', warmth: 20, price: '100.50 EUR', storeId: 1 },
]
const shop = app<{ actor: null }>()

eachDataLayer('a type of one’s own', (make) => {
  let opened: App<null>
  let server: Listening
  beforeAll(async () => {
    opened = await shop.open({ resources: [Store, Good], dataLayer: await make([]) })
    const actor = async () => null
    const tools = [tool(Good.actions.list), tool(Good.actions.add, { name: 'add' })]
    server = await listen(
      [http(opened, { actor }), mcp(opened, { name: 'shop', version: '1.0.0', actor, tools })],
      { port: 0 },
    )
    await opened.session(null).run(Store.actions.open, { id: 1 })
    for (const good of goods) await post('good/add', good)
  })
  afterAll(async () => {
    await server.close()
    await opened.close()
  })
  const post = async (path: string, body: object) => {
    const response = await fetch(`${server.url}/api/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    return { status: response.status, json: JSON.parse(await response.text()) }
  }
  const get = async (path: string, query: Record<string, unknown> = {}) => {
    const search = new URLSearchParams(
      Object.entries(query).map(([name, value]): [string, string] => [name, JSON.stringify(value)]),
    )
    const response = await fetch(`${server.url}/api/${path}?${String(search)}`)
    return { status: response.status, json: JSON.parse(await response.text()) }
  }
  const codes = ({ json }: { json: { results: { code: string }[] } }) =>
    json.results.map((good) => good.code)

  test('is cast, stored and given out over HTTP', async () => {
    const { json } = await get('good/list', { sort: ['code'] })
    expect(json.results).toMatchObject(goods)
    const written = await post('good/add', { ...goods[0], code: ' xy-10 ', storeId: 1 })
    expect(written.json).toMatchObject({ code: 'XY-10', price: '9.99 EUR' })
    const { id } = written.json
    expect((await post('good/reprice', { id, price: '0.05 EUR' })).json.price).toBe('0.05 EUR')
  })
  test('is refused by its own rule, with the field’s name', async () => {
    const { status, json } = await post('good/add', {
      ...goods[0],
      code: 'x',
      price: 5,
      warmth: 99,
    })
    expect(status).toBe(400)
    expect(json.errors.map(({ message }: { message: string }) => message)).toEqual([
      'code must be a code such as AB-12.',
      'warmth must be between -50 and 50.',
      'price must be an amount such as 12.50 EUR.',
    ])
  })
  test('is filtered and sorted by, in the order of its values', async () => {
    const known = { code: { in: goods.map((good) => good.code) } }
    expect(codes(await get('good/list', { filter: known, sort: ['price'] }))).toEqual([
      'AB-12',
      'AC-01',
      'ZZ-99',
    ])
    expect(codes(await get('good/list', { filter: known, sort: ['-warmth'] }))).toEqual([
      'ZZ-99',
      'AB-12',
      'AC-01',
    ])
    expect(
      codes(await get('good/list', { filter: { price: { gte: '10.00 EUR' } }, sort: ['code'] })),
    ).toEqual(['AC-01', 'ZZ-99'])
    expect(
      codes(await get('good/list', { filter: { code: { startsWith: 'A' } }, sort: ['code'] })),
    ).toEqual(['AB-12', 'AC-01'])
    expect(codes(await get('good/list', { filter: { warmth: { lt: 0 } } }))).toEqual(['AC-01'])
  })
  test('is summed, as a value of the type', async () => {
    const [store] = await opened.session(null).query(Store, { load: { worth: true } })
    expect(store!.worth).toBeInstanceOf(Money)
    const { json } = await get('store/list', { load: ['worth'] })
    expect(json.results[0].worth).toMatch(/^\d+\.\d\d EUR$/)
  })
  test('has its own JSON Schema in OpenAPI, and in tools', async () => {
    const document = JSON.stringify(await (await fetch(`${server.url}/api/openapi.json`)).json())
    const { parameters } = tool(Good.actions.add) as unknown as {
      readonly parameters: { readonly properties: object }
    }
    for (const { jsonSchema } of [codeType, degreesType, moneyType])
      for (const [key, value] of Object.entries(jsonSchema)) {
        expect(document).toContain(`"${key}":${JSON.stringify(value)}`)
        expect(JSON.stringify(parameters)).toContain(`"${key}":${JSON.stringify(value)}`)
      }
  })
  test('is read and written by a tool over MCP', async () => {
    const client = new Client({ name: 'test', version: '1.0.0' })
    await client.connect(new StreamableHTTPClientTransport(new URL(`${server.url}/mcp`)))
    const added = await client.callTool({
      name: 'add',
      arguments: { ...goods[0], code: 'mc-01', price: '1.00 EUR' },
    })
    expect(JSON.stringify(added.content)).toContain('MC-01')
    const listed = await client.callTool({
      name: 'good_list',
      arguments: { filter: { code: { eq: 'MC-01' } } },
    })
    expect(JSON.stringify(listed.content)).toContain('1.00 EUR')
    const refused = await client.callTool({ name: 'add', arguments: { ...goods[0], price: 'x' } })
    expect(refused.isError).toBe(true)
    await client.close()
  })
})

class Offer extends Signature('Read the offer.', {
  input: { offer: t.text(), budget: money },
  output: { code, warmth: degrees, price: money },
}) {}

describe('a type of one’s own in a signature', () => {
  const input = {
    offer: 'Code: AB-12. Warmth: 4. Price: 12.50 EUR.',
    budget: new Money(2000n),
  }
  const answer =
    '[[ ## code ## ]]\nab-12\n\n[[ ## warmth ## ]]\n4\n\n[[ ## price ## ]]\n12.50 EUR\n\n[[ ## completed ## ]]'

  test('is described by its own words, given in its wire form, and cast from an answer', async () => {
    const lm = scripted([answer])
    const offer = await predict(Offer)(input, { lm })
    const prompt = lm.requests[0]!.messages.map(({ content }) => content).join('\n')
    for (const { description } of [codeType, degreesType, moneyType])
      expect(prompt).toContain(description)
    expect(prompt).toContain('20.00 EUR')
    expect(offer).toMatchObject({ code: 'AB-12', warmth: 4, price: new Money(1250n) })
  })
  test('is refused by its own rule when a model says something else', async () => {
    const lm = scripted(() => answer.replace('12.50 EUR', 'cheap'))
    await expect(predict(Offer)(input, { lm })).rejects.toMatchObject({
      code: 'adapter_parse_error',
      message: expect.stringContaining('must be an amount such as 12.50 EUR'),
    })
  })
  test.each(['chat', 'json', 'xml'] as const)(
    'is answered by the offline model in %s',
    async (adapter) => {
      const offer = await chainOfThought(Offer)(input, {
        lm: offline(),
        adapter: adapterByName(adapter)!,
      })
      expect(offer).toMatchObject({ code: 'AB-12', warmth: 4, price: new Money(1250n) })
    },
  )
})
