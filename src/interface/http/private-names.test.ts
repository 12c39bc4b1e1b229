import { expect, test } from 'vitest'
import { action, create, get, read } from '../../action/contract/action.ts'
import { app } from '../../app/open-app.ts'
import { memory } from '../../data-layer/memory/memory.ts'
import { calculate } from '../../resource/calculation.ts'
import { belongsTo, hasMany } from '../../resource/relationship.ts'
import { Resource } from '../../resource/resource.ts'
import { t } from '../../type/t.ts'
import { http } from './http.ts'

const bank = app<{ actor: never }>()

class Customer extends Resource('Customer', {
  id: t.uuid().primaryKey(),
  name: t.string().public(),
}) {
  static relationships = {
    vaults: hasMany(() => Vault),
    letters: hasMany(() => Letter, { public: true }),
  }
  static calculations = {
    vaultCount: calculate(Customer, t.integer(), ({ vaults }) => vaults.count(), { public: true }),
    letterCount: calculate(Customer, t.integer(), ({ letters }) => letters.count(), {
      public: true,
    }),
  }
  static actions = { list: read(Customer) }
}
class Vault extends Resource('Vault', { id: t.uuid().primaryKey(), customerId: t.uuid() }) {
  static relationships = { customer: belongsTo(() => Customer) }
  static actions = { add: create(Vault, { accept: ['customerId'], public: false }) }
  static policies = bank.policies(Vault, (_, policy) => [policy.create().authorizeIf(true)])
}
class Letter extends Resource('Letter', { id: t.uuid().primaryKey(), customerId: t.uuid() }) {
  static relationships = { customer: belongsTo(() => Customer) }
  static policies = bank.policies(Letter, (_, policy) => [policy.create().authorizeIf(true)])
}

const asked = ['load=', 'sort=', 'filter='] as const
const query = (way: (typeof asked)[number], name: string) =>
  `${way}${way === 'filter=' ? encodeURIComponent(JSON.stringify({ [name]: 0 })) : name}`

test.each(asked)(
  'a refusal on the way through a private relationship names neither its resource nor its action: %s',
  async (way) => {
    const opened = await bank.open({ resources: [Customer, Vault, Letter], dataLayer: memory() })
    const api = http(opened, { actor: () => null })
    const messageOf = async (name: string) => {
      const response = await api.fetch(
        new Request(`http://localhost/api/customer/list?${query(way, name)}`),
      )
      expect(response.status).toBe(403)
      return (
        (await response.json()) as { readonly errors: readonly { readonly message: string }[] }
      ).errors.map(({ message }) => message)
    }
    expect(await messageOf('vaultCount')).toEqual(['Customer.list is forbidden.'])
    expect(await messageOf('letterCount')).toEqual(['Letter.read is forbidden: no policy applies.'])
    await opened.close()
  },
)

class Safe extends Resource('Safe', {
  token: t.string().sensitive().primaryKey(),
  slot: t.string(),
}) {
  static actions = {
    store: create(Safe, { accept: ['token', 'slot'], public: false }),
    open: get(Safe, { public: false }),
  }
}
class Desk extends Resource('Desk', { id: t.uuid().primaryKey() }) {
  static actions = {
    missing: action(Desk, {
      run: async (_, { session }) => void (await session.get(Safe, { token: 'KEY1' })),
    }),
    unknown: action(Desk, {
      run: async (_, { session }) =>
        void (await session.run(Safe.actions.store, { token: 'KEY2', drawer: 1 } as never)),
    }),
    sorted: action(Desk, {
      run: async (_, { session }) =>
        void (await session.query(Safe, { sort: ['drawer' as never] })),
    }),
    twice: action(Desk, {
      run: async (_, { session }) => {
        for (let i = 0; i < 2; i++)
          await session.run(Safe.actions.store, { token: 'KEY3', slot: 'a' })
      },
    }),
  }
}
test.each(['missing', 'unknown', 'sorted', 'twice'])(
  'a resource that a caller does not know is not named by an error from inside an action: %s',
  async (name) => {
    const opened = await bank.open({
      resources: [Safe, Desk],
      dataLayer: memory(),
      onError: () => {},
      onWarning: () => {},
    })
    const api = http(opened, { actor: () => null })
    const response = await api.fetch(
      new Request(`http://localhost/api/desk/${name}`, {
        method: 'POST',
        body: '{}',
        headers: { 'content-type': 'application/json' },
      }),
    )
    const text = await response.text()
    expect([response.status, text]).toEqual([500, expect.not.stringMatching(/Safe|KEY|token|slot/)])
    await opened.close()
  },
)
