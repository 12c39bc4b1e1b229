import { expectTypeOf } from 'vitest'
import {
  app,
  belongsTo,
  type Change,
  type Changeset,
  confirm,
  eq,
  hasMany,
  identity,
  manyToMany,
  optimisticLock,
  present,
  read as plainRead,
  type Refs,
  relateActor,
  requiresRecord,
  Resource,
  type Session,
  setAttribute,
  t,
  update as plainUpdate,
  validate,
  when,
} from 'ashlar'
import { nearest, searchBy, vectorize } from 'ashlar/vector'

class User extends Resource('User', { id: t.uuid().primaryKey(), team: t.string() }) {}
const desk = app<{ actor: User }>()
const { action, create, destroy, get, read, update } = desk

class Ticket extends Resource('Ticket', {
  id: t.uuid().primaryKey(),
  title: t.string(),
  team: t.string(),
  version: t.integer().default(0),
  ownerId: t.uuid(),
  spot: t.vector(3).nullable(),
}) {
  static relationships = { owner: belongsTo(() => User) }
  static identities = { title: identity(Ticket, ['title']) }
}

// Whoever writes an application's changes, hooks, preparations and actions knows who acts.
create(Ticket, {
  accept: ['title'],
  arguments: { days: t.integer().default(30), since: t.date().nullable() },
  upsert: { identity: 'title' },
  changes: [
    (changeset, { actor, arguments: given }) => {
      expectTypeOf(actor).toEqualTypeOf<User | null>()
      expectTypeOf(given).toEqualTypeOf<{ days: number; since: string | null }>()
      expectTypeOf(changeset.arguments.days).toEqualTypeOf<number>()
      return changeset
        .set({ team: actor?.team ?? 'none' })
        .beforeAction((inner, context) => {
          expectTypeOf(context.actor).toEqualTypeOf<User | null>()
          expectTypeOf(context.session).toEqualTypeOf<Session<User>>()
          expectTypeOf(context.arguments.days).toEqualTypeOf<number>()
          return inner
        })
        .afterAction((record, _, { actor: who }) => {
          expectTypeOf(record).toEqualTypeOf<Ticket>()
          expectTypeOf(who).toEqualTypeOf<User | null>()
        })
    },
    present(Ticket, 'title'),
    relateActor(Ticket, 'owner'),
    setAttribute(Ticket, 'team', 'x'),
    validate(Ticket, (changeset) =>
      changeset.get('title') === '' ? { field: 'title', message: 'is empty' } : undefined,
    ),
    when((changeset) => changeset.changing('team'), present(Ticket, 'title')),
    requiresRecord((changeset: Changeset<typeof Ticket>) => changeset),
  ],
})
read(Ticket, {
  arguments: { question: t.string() },
  prepare: [
    nearest('spot', 'question'),
    (query, { actor }) => {
      expectTypeOf(actor).toEqualTypeOf<User | null>()
      expectTypeOf(query.arguments.question).toEqualTypeOf<string>()
      return query.filter(({ team }) => eq(team, actor?.team ?? ''))
    },
  ],
})
get(Ticket, {
  arguments: { title: t.string() },
  filter: ({ title }, given) => eq(title, given.title),
})
destroy(Ticket, {
  changes: [
    (changeset, { actor }) => {
      expectTypeOf(actor).toEqualTypeOf<User | null>()
      return changeset
    },
  ],
})
action(Ticket, {
  returns: t.string(),
  run: (_, { actor, session }) => {
    expectTypeOf(session).toEqualTypeOf<Session<User>>()
    return actor?.team ?? 'none'
  },
})
const stamp = desk.change(Ticket, (changeset, { actor }) =>
  changeset.set({ team: actor?.team ?? 'none' }),
)
expectTypeOf(stamp).toEqualTypeOf<Change<typeof Ticket, User>>()
update(Ticket, { accept: ['title'], changes: [stamp] })
// @ts-expect-error the change needs to know who acts, and this action does not
plainUpdate(Ticket, { changes: [stamp] })
// @ts-expect-error no such field of the actor
update(Ticket, { changes: [(changeset, { actor }) => changeset.set({ team: actor?.tame })] })

// Names inside steps are names of the resource and of the action's arguments.
update(Ticket, {
  arguments: { version: t.integer() },
  changes: [optimisticLock(Ticket, 'version')],
})
update(Ticket, {
  arguments: { seen: t.integer(), again: t.string() },
  changes: [optimisticLock(Ticket, 'version', 'seen'), confirm(Ticket, 'title', 'again')],
})
// @ts-expect-error no such argument
update(Ticket, { changes: [optimisticLock(Ticket, 'version')] })
update(Ticket, {
  arguments: { seen: t.integer() },
  // @ts-expect-error no such argument
  changes: [optimisticLock(Ticket, 'version', 'sen')],
})
// @ts-expect-error no such argument
update(Ticket, { arguments: { again: t.string() }, changes: [confirm(Ticket, 'title', 'agan')] })
// @ts-expect-error neither an attribute nor an argument
update(Ticket, { arguments: { again: t.string() }, changes: [confirm(Ticket, 'titel', 'again')] })
// @ts-expect-error no such identity
create(Ticket, { accept: ['title'], upsert: { identity: 'titel' } })
// @ts-expect-error no such vector
plainRead(Ticket, { arguments: { question: t.string() }, prepare: [nearest('spt', 'question')] })
// @ts-expect-error a text is no vector
plainRead(Ticket, { arguments: { question: t.string() }, prepare: [nearest('title', 'question')] })
// @ts-expect-error no such argument
plainRead(Ticket, { arguments: { question: t.string() }, prepare: [nearest('spot', 'quest')] })

// Names inside relationships are names of the destination and of what joins.
class Tag extends Resource('Tag', {
  id: t.uuid().primaryKey(),
  word: t.string(),
  userId: t.uuid(),
}) {
  static relationships = { user: belongsTo(() => User) }
}
class Joined extends Resource('Joined', {
  id: t.uuid().primaryKey(),
  tag: t.uuid(),
  user: t.uuid(),
}) {}
hasMany(() => Tag, { destination: 'userId', sort: ['-word'], filter: ({ word }) => eq(word, 'x') })
hasMany(() => Tag, { filter: (refs: Refs<typeof Tag>) => eq(refs.user.team, 'x') })
manyToMany(() => Tag, { through: () => Joined, sourceOnJoin: 'user', destinationOnJoin: 'tag' })
// @ts-expect-error no such attribute
hasMany(() => Tag, { destination: 'usrId' })
// @ts-expect-error no such attribute
hasMany(() => Tag, { sort: ['wrod'] })
// @ts-expect-error no such attribute
hasMany(() => Tag, { filter: ({ wrod }) => eq(wrod, 'x') })
// @ts-expect-error a value of another type
hasMany(() => Tag, { filter: ({ word }) => eq(word, 1) })
// @ts-expect-error no such attribute of what joins
manyToMany(() => Tag, { through: () => Joined, sourceOnJoin: 'usr' })

// Names inside retrieval.
class Piece extends Resource('Piece', {
  id: t.uuid().primaryKey(),
  text: t.string(),
  at: t.integer(),
  ofId: t.uuid(),
  spot: t.vector(3),
}) {
  static actions = {
    add: desk.create(Piece, { accept: ['text', 'at', 'ofId', 'spot'] }),
    remove: desk.destroy(Piece),
    keep: desk.update(Piece, { accept: ['spot'] }),
    find: desk.read(Piece, { arguments: { question: t.string() } }),
  }
}
declare const embedder: Parameters<typeof vectorize>[1]['embedder']
const chunks = {
  create: () => Piece.actions.add,
  destroy: () => Piece.actions.remove,
  source: 'ofId',
  position: 'at',
  content: 'text',
  embedding: 'spot',
} as const
vectorize(Piece, {
  text: 'text',
  embedding: 'spot',
  stamp: 'text',
  save: () => Piece.actions.keep,
  embedder,
  chunks,
})
vectorize(Piece, {
  text: 'text',
  embedding: 'spot',
  stamp: 'text',
  save: () => Piece.actions.keep,
  embedder,
  // @ts-expect-error no such attribute of a chunk
  chunks: { ...chunks, content: 'txt' },
})
vectorize(Piece, {
  text: 'text',
  // @ts-expect-error no such attribute
  embedding: 'spt',
  stamp: 'text',
  save: () => Piece.actions.keep,
  embedder,
})
const shown = { text: ({ text }: Piece) => text, source: ({ id }: Piece) => id }
searchBy(() => Piece.actions.find, { argument: 'question', ...shown })
// @ts-expect-error no such argument
searchBy(() => Piece.actions.find, { argument: 'quest', ...shown })
