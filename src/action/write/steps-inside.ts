import { authorizeWrite } from './authorize-write.ts'
import { assertValid } from './build-changeset.ts'
import { isHooked } from './changeset-value.ts'
import { runAfter, runBefore } from './hooks.ts'
import { assertReadableKeys } from './readable-keys.ts'
import { store } from './store.ts'
import { type With, writeStep } from './write-state.ts'
import { announce, loadOnto, returned } from './written.ts'

export const beforeAction = writeStep(
  'beforeAction',
  async (state: With<'changeset'>) => ({
    ...state,
    changeset: await runBefore(state.scope, state.changeset, 'beforeAction', state.call.signal),
  }),
  ({ changeset }) => changeset !== undefined && changeset.hooks.beforeAction.length > 0,
)

/** What hooks were to give is there now, or is missing. */
export const revalidate = writeStep(
  'validate again',
  (state: With<'changeset'>) => {
    assertValid(state.changeset, 'hooked')
    return state
  },
  ({ permit }) => permit !== undefined && isHooked(permit.changeset),
)

/** What hooks changed is decided again. */
export const reauthorize = writeStep(
  'authorize again',
  (state: With<'changeset'>) => ({
    ...state,
    permit: authorizeWrite(state.scope, state.changeset, 'hooked'),
  }),
  ({ changeset, permit }) =>
    changeset?.attributes !== permit?.changeset.attributes ||
    changeset?.expressions !== permit?.changeset.expressions,
)

/** What goes away is loaded while it is still there. */
export const loadEarly = writeStep(
  'load what goes',
  async (state: With<'cast' | 'changeset'>) => {
    const { scope, changeset, cast, load } = state
    return { ...state, early: await loadOnto(scope, changeset.resource, { ...cast.key }, load) }
  },
  ({ changeset, load }) => changeset?.kind === 'destroy' && load !== undefined,
)

/** The one step that touches the data. */
export const storeStep = writeStep(
  'store',
  async (state: With<'changeset' | 'permit' | 'cast'>) => {
    const { scope, changeset, permit, cast } = state
    const written = await store(scope, changeset, cast.key, permit)
    return { ...state, written, answer: returned(changeset.resource, written.row) }
  },
)

/** Keys that the storage computed must lead to what the actor may read, too. */
export const checkComputedKeys = writeStep(
  'check computed keys',
  async (state: With<'changeset' | 'written'>) => {
    const { resource, expressions } = state.changeset
    const names = Object.keys(expressions)
    const values = Object.fromEntries(names.map((name) => [name, state.written.row[name]]))
    await assertReadableKeys(state.scope, resource, values)
    return state
  },
  ({ changeset }) => changeset !== undefined && Object.keys(changeset.expressions).length > 0,
)

export const afterAction = writeStep(
  'afterAction',
  async (state: With<'changeset' | 'answer'>) => {
    const { scope, changeset, answer, call } = state
    return { ...state, answer: await runAfter(scope, changeset, answer, call.signal) }
  },
  ({ changeset }) => changeset !== undefined && changeset.hooks.afterAction.length > 0,
)

export const load = writeStep(
  'load',
  async (state: With<'changeset' | 'answer'>) => {
    const { scope, changeset, answer, early } = state
    return {
      ...state,
      answer: early
        ? Object.assign(early, answer)
        : await loadOnto(scope, changeset.resource, answer, state.load),
    }
  },
  (state) => state.load !== undefined,
)

/**
 * Says what was done: to the notifiers inside the transaction now, to the others after the commit.
 */
export const announceStep = writeStep('announce', async (state: With<'changeset' | 'written'>) => {
  state.call.signal?.throwIfAborted()
  await announce(state.scope, state.changeset, state.written)
  return state
})
