import type { Session } from '../../action/contract/session.ts'
import type { App, Extension } from '../../app/app.ts'
import { IdentityTakenError } from '../../data-layer/errors.ts'
import { AssumptionFailedError } from '../../error/ashlar-error.ts'
import { NotFoundError } from '../../error/not-found.ts'
import type { Module, ModuleState } from '../../module/module.ts'
import type { CompileOptions, Optimizer } from '../../optimizer/optimizer.ts'
import {
  type ActiveVersion,
  type AnyManagedModule,
  type ManagedModule,
  type ProgramStore,
  programStoreKey,
} from './managed.ts'
import { ProgramChangeset, trailFrom } from './program-changeset.ts'
import { type ProgramAccess, programResources } from './program-resources.ts'

export interface ProgramsOptions<Actor> extends ProgramAccess<Actor> {
  readonly programs: readonly AnyManagedModule[]
}
type Resources = ReturnType<typeof programResources<unknown>>
export interface Version extends ActiveVersion {
  readonly note: string | null
  readonly createdAt: Date
  readonly active: boolean
}

/** The programs of an app as rows: an extension of the app. */
export interface ProgramLibrary extends Extension, ProgramStore {
  readonly Program: Resources['Program']
  readonly ProgramVersion: Resources['ProgramVersion']
  /**
   * Runs the optimizer on the active version and returns a changeset on the program's row. Nothing
   * changes yet.
   */
  propose<S, E>(
    session: Session,
    program: ManagedModule<S, E>,
    optimizer: Optimizer,
    options: CompileOptions<NoInfer<S>>,
  ): Promise<ProgramChangeset<S, E>>
  /**
   * Returns a changeset for any state, such as one edited by hand or read from a file. Rejects a
   * state that does not fit the program's signature.
   */
  change<S, E>(
    session: Session,
    program: ManagedModule<S, E>,
    state: ModuleState,
  ): Promise<ProgramChangeset<S, E>>
  /** All versions, oldest first. */
  history(session: Session, program: AnyManagedModule): Promise<Version[]>
  /** The program in one of its versions, to run it or to compare it with another. */
  at<S, E>(session: Session, program: ManagedModule<S, E>, number: number): Promise<Module<S, E>>
  /**
   * Activates an earlier version. Default: the one that was active before the current one, and the
   * next time the one before that. Rejects with `not_found` if there is none, and with
   * `stale_record` if another version was activated in the meantime.
   */
  rollback(session: Session, program: AnyManagedModule, to?: number): Promise<Version>
}

/**
 * Stores managed modules as rows: a `Program` with its versions. Version 1 is the module as
 * declared, written when the app opens. Optimizers propose changesets that become further versions.
 * Every process uses the active version from its next call on.
 *
 * @example
 * const library = programs({ programs: [summarizer], mayManage: (author: Author | null) => author?.name === 'Editor' })
 * const running = await blog.open({ resources, dataLayer, extensions: [library] })
 */
export const programs = <Actor>(options: ProgramsOptions<Actor>): ProgramLibrary =>
  new Library(options as ProgramsOptions<unknown>)

class Library implements ProgramLibrary {
  readonly name = 'programs'
  readonly Program: Resources['Program']
  readonly ProgramVersion: Resources['ProgramVersion']
  readonly resources: NonNullable<Extension['resources']>
  readonly #managed: readonly AnyManagedModule[]
  #app: App<unknown> | undefined

  constructor({ programs: managed, ...access }: ProgramsOptions<unknown>) {
    const { Program, ProgramVersion } = programResources(access, {
      record: async ({ id, name, latest }, { state, note }) => {
        const { hash } = this.#moduleOf(name).declared.with(state as unknown as ModuleState)
        await this.#system().run(this.ProgramVersion.actions.record, {
          programId: id,
          number: latest,
          state,
          hash,
          note,
        })
      },
    })
    this.Program = Program
    this.ProgramVersion = ProgramVersion
    this.resources = [Program, ProgramVersion]
    this.#managed = managed
  }

  readonly context: NonNullable<Extension['context']> = (context) =>
    context.with(programStoreKey, this)

  readonly start = async (app: App<unknown>): Promise<void> => {
    this.#app = app
    for (const program of this.#managed) await this.#register(program)
  }

  manages(name: string): boolean {
    return this.#managed.some(({ programName }) => programName === name)
  }

  async active(name: string): Promise<ActiveVersion | undefined> {
    const version = await this.#system().run(this.ProgramVersion.actions.active, { name })
    return version
      ? { number: version.number, hash: version.hash, state: version.state as never }
      : undefined
  }

  async propose<S, E>(
    session: Session,
    program: ManagedModule<S, E>,
    optimizer: Optimizer,
    options: CompileOptions<NoInfer<S>>,
  ): Promise<ProgramChangeset<S, E>> {
    const row = await this.#row(session, program)
    const before = program.declared.with(versionOf(row, row.version).state)
    const after = await optimizer.compile(before, { context: session.context, ...options })
    return new ProgramChangeset({
      Program: this.Program,
      row,
      before,
      after,
      optimizer: optimizer.name,
    })
  }

  async change<S, E>(
    session: Session,
    program: ManagedModule<S, E>,
    state: ModuleState,
  ): Promise<ProgramChangeset<S, E>> {
    const row = await this.#row(session, program)
    return new ProgramChangeset({
      Program: this.Program,
      row,
      before: program.declared.with(versionOf(row, row.version).state),
      after: program.declared.with(state),
      optimizer: undefined,
    })
  }

  async history(session: Session, program: AnyManagedModule): Promise<Version[]> {
    const row = await this.#row(session, program)
    return row.versions.map((version) => ({
      number: version.number,
      hash: version.hash,
      state: version.state as never,
      note: version.note,
      createdAt: version.createdAt,
      active: version.number === row.version,
    }))
  }

  async at<S, E>(
    session: Session,
    program: ManagedModule<S, E>,
    number: number,
  ): Promise<Module<S, E>> {
    return program.declared.with(versionOf(await this.#row(session, program), number).state)
  }

  async rollback(session: Session, program: AnyManagedModule, to?: number): Promise<Version> {
    const row = await this.#row(session, program)
    const number = to ?? row.trail.at(-1)
    if (!row.versions.some((version) => version.number === number) || number === undefined)
      throw new NotFoundError({ resource: 'ProgramVersion' })
    const trail = to === undefined ? row.trail.slice(0, -1) : trailFrom(row)
    await session.run(this.Program.actions.activate, {
      id: row.id,
      base: row.version,
      trail,
      number,
    })
    const version = (await this.history(session, program)).find((one) => one.number === number)
    if (!version) throw new NotFoundError({ resource: 'ProgramVersion' })
    return version
  }

  async #row(session: Session, { programName }: AnyManagedModule) {
    const row = await session.run(
      this.Program.actions.byName,
      { name: programName },
      { load: { versions: true } },
    )
    if (!row) throw new NotFoundError({ resource: 'Program' })
    return row
  }

  async #register({ programName, declared }: AnyManagedModule): Promise<void> {
    const { Program, ProgramVersion } = this
    const system = this.#system()
    if (await system.run(Program.actions.byName, { name: programName })) return
    const registered = system.transaction(async (session) => {
      const row = await session.run(Program.actions.register, { name: programName })
      await session.run(ProgramVersion.actions.record, {
        programId: row.id,
        number: 1,
        state: declared.state as never,
        hash: declared.hash,
        note: 'as declared',
      })
    })
    await registered.catch((error: unknown) => {
      // Another process that opened at the same time has registered it.
      if (!IdentityTakenError.isInstance(error)) throw error
    })
  }

  #moduleOf(name: string): AnyManagedModule {
    const program = this.#managed.find(({ programName }) => programName === name)
    if (!program) throw new NotFoundError({ resource: 'Program', key: { name } })
    return program
  }

  #system(): Session {
    if (!this.#app)
      throw new AssumptionFailedError('The program library is not part of an open app.', {
        fix: 'Add it to the extensions when you open the app.',
      })
    return this.#app.system()
  }
}

const versionOf = (
  row: {
    readonly versions: readonly {
      readonly number: number
      readonly hash: string
      readonly state: unknown
    }[]
  },
  number: number,
): ActiveVersion => {
  const version = row.versions.find((one) => one.number === number)
  if (!version) throw new NotFoundError({ resource: 'ProgramVersion' })
  // `module.with` validates the whole state before it applies it.
  return { number, hash: version.hash, state: version.state as ModuleState }
}
