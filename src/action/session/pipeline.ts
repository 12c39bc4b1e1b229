import type { Notification } from '../contract/notification.ts'
import { deliver, transact } from '../write/transact.ts'
import type { ActionScope } from './scope.ts'

/** The state of a call, whatever its action's kind. Immutable. */
export interface Work {
  /** Inside a transaction, the scope of that transaction. */
  readonly scope: ActionScope
  /** Of what is committed; they leave at the end. */
  readonly notifications: readonly Notification[]
  /** What the caller gets. */
  readonly answer: unknown
  /** What ended the call early, if anything has. */
  readonly failure: { readonly error: unknown } | undefined
}

/**
 * Where a step stands. Steps `inside` a transaction that follow one another share one, also where
 * steps between them do not apply; one `outside` that applies ends it. Steps at the `end` run
 * however the call has ended, with `failure` set where it has failed; one that fails there does not
 * keep the others from running.
 */
export type StepPlace = 'outside' | 'inside' | 'end'

/** One step of a call, from state to state. */
export interface Step<S extends Work> {
  readonly name: string
  readonly place: StepPlace
  /** Whether there is something to do. */
  applies(state: S): boolean
  run(state: S): S | Promise<S>
}

export type StepInPlace<S extends Work> = Omit<Step<S>, 'place'>

export const startingWork = (scope: ActionScope): Work => ({
  scope,
  notifications: [],
  answer: undefined,
  failure: undefined,
})

const always = () => true
/** A step that has no place yet. What it needs of the state, steps before it have put there. */
export const step = <S extends Work, Needs extends S = S>(
  name: string,
  work: (state: Needs) => S | Promise<S>,
  applies: (state: S) => boolean = always,
): StepInPlace<S> => ({ name, applies, run: work })

/** Steps for a state that has more: what a step does not know, it passes on. */
export const withMore = <More extends S, S extends Work>(
  ...steps: readonly StepInPlace<S>[]
): readonly StepInPlace<More>[] => steps as readonly StepInPlace<never>[]

const placed =
  (place: StepPlace) =>
  <S extends Work>(...steps: readonly StepInPlace<S>[]): Step<S>[] =>
    steps.map((one) => ({ ...one, place }))
export const outside = placed('outside')
export const inside = placed('inside')
export const atEnd = placed('end')

/** The last step of what writes: says what was committed. */
export const notify = <S extends Work>(): StepInPlace<S> =>
  step(
    'notify',
    async (state) => {
      await deliver(state.scope, state.notifications)
      return state
    },
    ({ notifications }) => notifications.length > 0,
  )

/** The same steps, where something is so. */
export const stepWhen =
  <S extends Work>(holds: (state: S) => boolean) =>
  (...steps: readonly StepInPlace<S>[]): StepInPlace<S>[] =>
    steps.map((one) => ({ ...one, applies: (state) => holds(state) && one.applies(state) }))

/** How work that stands inside is held together: a transaction, or what needs none. */
export type Bracket = typeof transact

export interface Pipeline<S extends Work> {
  /** In the order in which they run. */
  readonly steps: readonly Step<S>[]
  /** Asked before the first step inside. A transaction where it is not given. */
  readonly begin?: (state: S) => Bracket
}

/** A call on its way through its steps. */
class Course<S extends Work> {
  readonly #pipeline: Pipeline<S>
  readonly #start: S
  #state: S
  #at = 0
  constructor(pipeline: Pipeline<S>, start: S) {
    this.#pipeline = pipeline
    this.#start = start
    this.#state = start
  }
  async run(): Promise<S> {
    const { steps } = this.#pipeline
    try {
      await this.#stay('outside')
      while (steps[this.#at]?.place === 'inside') {
        await this.#together()
        await this.#stay('outside')
      }
    } catch (error) {
      this.#fail(error)
    }
    const end = steps.findIndex(({ place }) => place === 'end')
    for (this.#at = end < 0 ? steps.length : end; this.#at < steps.length; this.#at++)
      try {
        await this.#stay('end')
      } catch (error) {
        this.#fail(error)
      }
    if (this.#state.failure) throw this.#state.failure.error
    return this.#state
  }
  /** The next step that applies, if it belongs to this place. */
  #nextIn(place: StepPlace): Step<S> | undefined {
    const { steps } = this.#pipeline
    for (; this.#at < steps.length; this.#at++) {
      const next = steps[this.#at]!
      if (next.applies(this.#state)) return next.place === place ? next : undefined
    }
    return undefined
  }
  /**
   * Takes the steps that apply, up to one that stands elsewhere. Waits only if one of them does.
   */
  #stay(place: StepPlace): Promise<void> | undefined {
    for (let next = this.#nextIn(place); next; next = this.#nextIn(place)) {
      const reached = next.run(this.#state)
      if (reached instanceof Promise) return this.#wait(reached, place)
      this.#state = reached
      this.#at++
    }
    return undefined
  }
  async #wait(reached: Promise<S>, place: StepPlace): Promise<void> {
    this.#state = await reached
    this.#at++
    await this.#stay(place)
  }
  async #together(): Promise<void> {
    const { begin = () => transact } = this.#pipeline
    const [before, first] = [this.#state, this.#at]
    const { notifications } = await begin(before)(before.scope, async (scope) => {
      this.#state = { ...before, scope }
      this.#at = first
      await this.#stay('inside')
    })
    this.#state = {
      ...this.#state,
      scope: before.scope,
      notifications: [...before.notifications, ...notifications],
    }
  }
  /** A failure ends the steps of its place; those at the end still run, and see it. */
  #fail(error: unknown): void {
    this.#state = { ...this.#state, scope: this.#start.scope, failure: { error } }
  }
}

/** The state in which a call is after its steps. */
export const runThrough = <S extends Work>(pipeline: Pipeline<S>, start: S): Promise<S> =>
  new Course(pipeline, start).run()

/** Takes a call through its steps, and answers with what they have made of it. */
export const run = async <S extends Work>(pipeline: Pipeline<S>, start: S): Promise<unknown> =>
  (await runThrough(pipeline, start)).answer
