import { create, get, read, update } from '../../action/action.ts'
import { add, and, eq, gte } from '../../expression/operators.ts'
import { declarePolicies, type PolicyBuilder } from '../../policy/policy.ts'
import type { Check } from '../../policy/check.ts'
import { belongsTo, hasMany } from '../../resource/relationship.ts'
import { identity } from '../../resource/identity.ts'
import { Resource } from '../../resource/resource.ts'
import type { RecordOf } from '../../type/field.ts'
import { t } from '../../type/t.ts'

/** Who may see programs and their versions, who may change them. null is `anonymous`. */
export interface ProgramAccess<Actor> {
  /** Instructions and demonstrations may hold data of users. Default: who may manage. */
  readonly mayRead?: (actor: Actor | null) => boolean
  /** Default: nobody but the framework itself. */
  readonly mayManage?: (actor: Actor | null) => boolean
}

const actorCheck = <Actor>(description: string, rule: (actor: Actor | null) => boolean): Check => ({
  kind: 'check',
  description,
  decide: ({ actor }) => rule(actor as Actor | null),
})

const programFields = {
  id: t.uuid().primaryKey(),
  name: t.string({ minLength: 1, maxLength: 200 }).public(),
  /** The version in use. */
  version: t.integer({ min: 1 }).default(1).public(),
  /** The newest version there is. */
  latest: t.integer({ min: 1 }).default(1).public(),
}
const versionFields = {
  id: t.uuid().primaryKey(),
  number: t.integer({ min: 1 }).public(),
  /** Instructions, demonstrations, adapter and settings of every predictor. */
  state: t.map().public(),
  /** The content hash of the program in this state. */
  hash: t.string().public(),
  note: t.string().nullable().public(),
  createdAt: t
    .datetime()
    .default(() => new Date())
    .public(),
  programId: t.uuid().public(),
}

const named = { name: t.string() }
const revision = { base: t.integer(), state: t.map(), hash: t.string(), note: t.string().nullable() }

/** The two resources that hold programs; no interface offers their actions by itself. Made for each library, because its policies are the library's own. */
export const programResources = <Actor>({ mayManage = () => false, mayRead = mayManage }: ProgramAccess<Actor>) => {
  const reader = actorCheck('the actor may read programs', mayRead)
  const manager = actorCheck('the actor may manage programs', mayManage)
  const guarded = <X>(_: unknown, policy: PolicyBuilder<X>) => [policy.read().authorizeIf(reader), policy.write().authorizeIf(manager)]

  /** A learned program: which of its versions is in use. */
  class Program extends Resource('Program', programFields, { table: 'ashlar_programs', description: 'Learned programs, and which version is in use.' }) {
    static relationships = { versions: hasMany(() => ProgramVersion, { public: true, destination: 'programId', sort: ['number'] }) }
    static identities = { name: identity(Program, ['name']) }
    static actions = {
      list: read(Program, { sort: ['name'], public: false }),
      byName: get(Program, { arguments: named, filter: (program, { name }) => eq(program.name, name), public: false }),
      register: create(Program, { accept: ['name'], public: false }),
      /** Puts a new version into use; `base` is the version that the change was made from. */
      revise: update(Program, {
        arguments: revision,
        where: ({ version }, { base }) => eq(version, base),
        set: ({ latest }) => ({ version: add(latest, 1), latest: add(latest, 1) }),
        changes: [
          (changeset) =>
            changeset.afterAction(async ({ id, latest }, { arguments: given }, { session }) => {
              const { state, hash, note } = given as unknown as RecordOf<typeof revision>
              await session.run(ProgramVersion.actions.record, { programId: id, number: latest, state, hash, note })
            }),
        ],
        public: false,
      }),
      /** Puts a version that exists into use: a rollback, or its undoing. */
      activate: update(Program, {
        arguments: { number: t.integer({ min: 1 }) },
        where: ({ latest }, { number }) => gte(latest, number),
        set: (_, { number }) => ({ version: number }),
        public: false,
      }),
    }
    static policies = declarePolicies(Program, guarded)
  }

  /** One state of a program. Never changed once it is there. */
  class ProgramVersion extends Resource('ProgramVersion', versionFields, { table: 'ashlar_program_versions', description: 'The states of learned programs.' }) {
    static relationships = { program: belongsTo(() => Program, { public: true }) }
    static identities = { number: identity(ProgramVersion, ['programId', 'number']) }
    static actions = {
      list: read(ProgramVersion, { sort: ['number'], public: false }),
      active: get(ProgramVersion, {
        arguments: named,
        filter: ({ program, number }, { name }) => and(eq(program.name, name), eq(number, program.version)),
        public: false,
      }),
      record: create(ProgramVersion, { accept: ['programId', 'number', 'state', 'hash', 'note'], public: false }),
    }
    static policies = declarePolicies(ProgramVersion, guarded)
  }
  return { Program, ProgramVersion }
}
