import { create, get, read, update } from '../../action/contract/action.ts'
import { add, and, eq, gte } from '../../expression/operators.ts'
import type { Check } from '../../policy/check.ts'
import { declarePolicies } from '../../policy/policy.ts'
import { identity } from '../../resource/indexes.ts'
import { belongsTo, hasMany } from '../../resource/relationship.ts'
import { Resource } from '../../resource/resource.ts'
import type { RecordOf } from '../../type/field.ts'
import { t } from '../../type/t.ts'

/** Who may see programs and their versions, and who may change them. A null actor is anonymous. */
export interface ProgramAccess<Actor> {
  /**
   * Instructions and demonstrations may contain data of users. Default: the same as `mayManage`.
   */
  readonly mayRead?: (actor: Actor | null) => boolean
  /** Default: only the framework itself. */
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
  /** The active version. */
  version: t.integer({ min: 1 }).default(1).public(),
  /** The newest version. */
  latest: t.integer({ min: 1 }).default(1).public(),
  /** The previously active versions, the most recent one last. */
  trail: t.list(t.integer({ min: 1 })).default([]),
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

const nameArgument = { name: t.string() }
/**
 * `base` and `trail` are the active version as the caller knows it. If another version was
 * activated in the meantime, nothing is written.
 */
const move = { base: t.integer(), trail: t.list(t.integer({ min: 1 }), { maxLength: 100 }) }
const revision = { ...move, state: t.map(), note: t.string().nullable() }

/** What the resources need from their library. */
export interface ProgramKeeping {
  /**
   * Writes the newest version. Its hash is computed from its state; a state that does not fit the
   * program is rejected.
   */
  record(
    program: { readonly id: string; readonly name: string; readonly latest: number },
    values: Pick<RecordOf<typeof revision>, 'state' | 'note'>,
  ): Promise<void>
}

const nobody = actorCheck('only the framework itself may write this', () => false)

/**
 * The two resources of programs. No interface offers their actions by default. Each library creates
 * its own, because the policies differ.
 */
// oxlint-disable-next-line max-lines-per-function -- two classes that name each other are one declaration
export const programResources = <Actor>(
  { mayManage = () => false, mayRead = mayManage }: ProgramAccess<Actor>,
  keeping: ProgramKeeping,
) => {
  const [reader, manager] = [
    actorCheck('the actor may read programs', mayRead),
    actorCheck('the actor may manage programs', mayManage),
  ]

  /** A learned program and its active version. */
  class Program extends Resource('Program', programFields, {
    table: 'ashlar_programs',
    description: 'Learned programs and their active versions.',
  }) {
    static relationships = {
      versions: hasMany(() => ProgramVersion, {
        public: true,
        destination: 'programId',
        sort: ['number'],
      }),
    }
    static identities = { name: identity(Program, ['name']) }
    static actions = {
      list: read(Program, { sort: ['name'], public: false }),
      byName: get(Program, {
        arguments: nameArgument,
        filter: (program, { name }) => eq(program.name, name),
        public: false,
      }),
      register: create(Program, { accept: ['name'], public: false }),
      /** Activates a new version; `base` is the version that the change starts from. */
      revise: update(Program, {
        arguments: revision,
        where: ({ version }, { base }) => eq(version, base),
        set: ({ latest }, { trail }) => ({
          version: add(latest, 1),
          latest: add(latest, 1),
          trail,
        }),
        changes: [
          (changeset) =>
            changeset.afterAction((program, { arguments: values }) =>
              keeping.record(program, values),
            ),
        ],
        public: false,
      }),
      /** Activates an existing version, for a rollback or its reversal. */
      activate: update(Program, {
        arguments: { ...move, number: t.integer({ min: 1 }) },
        where: ({ version, latest }, { base, number }) =>
          and(eq(version, base), gte(latest, number)),
        set: (_, { number, trail }) => ({ version: number, trail }),
        public: false,
      }),
    }
    static policies = declarePolicies(Program, (_, policy) => [
      policy.read().authorizeIf(reader),
      policy.update().authorizeIf(manager),
      policy.create().authorizeIf(nobody),
    ])
  }

  /** One state of a program. It never changes. */
  class ProgramVersion extends Resource('ProgramVersion', versionFields, {
    table: 'ashlar_program_versions',
    description: 'The states of learned programs.',
  }) {
    static relationships = { program: belongsTo(() => Program, { public: true }) }
    static identities = { number: identity(ProgramVersion, ['programId', 'number']) }
    static actions = {
      list: read(ProgramVersion, { sort: ['number'], public: false }),
      active: get(ProgramVersion, {
        arguments: nameArgument,
        filter: ({ program, number }, { name }) =>
          and(eq(program.name, name), eq(number, program.version)),
        public: false,
      }),
      record: create(ProgramVersion, {
        accept: ['programId', 'number', 'state', 'hash', 'note'],
        public: false,
      }),
    }
    static policies = declarePolicies(ProgramVersion, (_, policy) => [
      policy.read().authorizeIf(reader),
      policy.write().authorizeIf(nobody),
    ])
  }
  return { Program, ProgramVersion }
}
