// Every kind of declaration, as a project of its own makes them: their types must be nameable by
// the names that the package exports.
import {
  action,
  chainOfThought,
  compose,
  create,
  gt,
  manyToMany,
  hasOne,
  avg,
  predict,
  read,
  related,
  Resource,
  retrieve,
  Signature,
  t,
  belongsTo,
  identity,
  update,
  first,
  calculate,
  concat,
} from 'ashlar'
import { managed } from 'ashlar/program'
import { job } from 'ashlar/job'
export const qa = predict('question -> answer: string, tags: list[string]')
export const cot = chainOfThought('question -> answer: string')
export const find = retrieve({ search: async () => [] })
export class Tag extends Resource('Tag', {
  id: t.uuid().primaryKey(),
  name: t.string(),
  size: t.integer(),
}) {
  static relationships = { posts: manyToMany(() => Thing, { through: () => Join }) }
  static aggregates = { mean: avg(Tag, 'posts', 'size'), one: first(Tag, 'posts', 'name') }
}
export class Join extends Resource('Join', {
  id: t.uuid().primaryKey(),
  tagId: t.uuid(),
  thingId: t.uuid(),
}) {
  static relationships = { tag: belongsTo(() => Tag), thing: belongsTo(() => Thing) }
}
export class Thing extends Resource('Thing', {
  id: t.uuid().primaryKey(),
  name: t.string(),
  size: t.integer(),
  at: t.datetime().nullable(),
  v: t.vector(3),
  m: t.map({ fields: { a: t.string() } }),
  k: t.oneOf({ a: 'x', b: 'y' }),
}) {
  static relationships = {
    tags: manyToMany(() => Tag, { through: () => Join }),
    join: hasOne(() => Join),
  }
  static calculations = { label: calculate(Thing, t.string(), ({ name }) => concat(name, '!')) }
  static identities = { name: identity(Thing, ['name']) }
  static actions = {
    list: read(Thing),
    make: create(Thing, { accept: ['name', 'size'], arguments: { x: t.string() } }),
    grow: update(Thing, { accept: ['size'] }),
    say: action(Thing, {
      arguments: { w: t.string() },
      returns: t.list(t.string()),
      run: ({ w }) => [w],
    }),
  }
}
export class FromAction extends Signature.from(() => Thing.actions.make) {}
export class FromResource extends Signature.from(() => Thing, {
  input: ['name'],
  output: ['size', 'm'],
}) {}
export const both = compose(FromResource, { a: predict(FromResource) }, async ({ name }, { a }) =>
  a({ name }),
)
export const kept = managed('x', chainOfThought(FromResource))
export const work = job(Thing, {
  name: 'x',
  where: ({ size }) => gt(size, 1),
  load: { tags: true, label: true },
  run: async () => {},
})
export const load = { tags: related(Tag, { limit: 3, load: { mean: true } }) }
