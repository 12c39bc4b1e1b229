import { groupErrors } from '../../error/error-group.ts'
import { NotFoundError, StaleRecordError } from '../../error/not-found.ts'
import { conjunction } from '../authorize/conjunction.ts'
import { castInput } from '../input/input-shape.ts'
import { keyFilter } from '../session/key.ts'
import { admit } from './admit.ts'
import { authorizeWrite } from './authorize-write.ts'
import { assertValid, buildChangeset, buildWithoutRecord, wantsRecord } from './build-changeset.ts'
import { isHooked, isPlain, sameValue } from './changeset-value.ts'
import { findOne, visible } from './find-record.ts'
import { runBefore } from './hooks.ts'
import { assertReadableKeys } from './readable-keys.ts'
import { type With, type WriteState, writeStep } from './write-state.ts'
import { loadAfterwards } from './written.ts'

type Values = Readonly<Record<string, unknown>>

export const cast = writeStep('cast', (state) => {
  const { info, input, privateArguments } = state.call
  return { ...state, cast: castInput(info, input, privateArguments) }
})

/** Leaves unbuilt what a change must look at the stored record for. */
export const build = writeStep('build', (state: With<'cast'>) => {
  const { scope, call, cast: input } = state
  const built = wantsRecord(call.info)
    ? buildWithoutRecord(scope, call.info, input)
    : buildChangeset(scope, call.info, input)
  // All that is wrong is said at once, what the record tells too; and hooks get to see the record
  // that was judged.
  const looks = !built || (built.state.requirements.length > 0 && (!built.valid || !isPlain(built)))
  return { ...state, looks, changeset: looks ? undefined : built }
})

/** What is wrong with the input alone, where nothing could be built of it yet. */
export const refuseInput = writeStep(
  'refuse input',
  ({ cast: { errors } }: With<'cast'>) => {
    throw groupErrors(errors)
  },
  ({ cast: input }) => input !== undefined && input.errors.length > 0,
)

export const validateStep = writeStep('validate', (state: With<'changeset'>) => {
  assertValid(state.changeset, 'built')
  return state
})

export const authorizeStep = writeStep('authorize', (state: With<'changeset'>) => ({
  ...state,
  permit: authorizeWrite(state.scope, state.changeset, 'built'),
}))

/** Plans what is loaded, so that what may not be read stops the write. */
export const planLoads = writeStep(
  'plan loads',
  async (state: With<'cast'>) => {
    const { scope, call, cast: input } = state
    const load = await loadAfterwards(scope, call.info.resource, call.load, input.arguments)
    return { ...state, load }
  },
  ({ call }) => call.load !== undefined,
)

/** Somebody who may not is refused before a hook runs, and before learning what is wrong. */
export const ask = writeStep(
  'ask the data',
  async (state: With<'permit'>) => {
    await admit(state.scope, state.permit)
    return state
  },
  ({ changeset }) => changeset !== undefined && (isHooked(changeset) || !changeset.valid),
)

/** The keys that are given must lead to what the actor may read. */
export const checkKeys = writeStep(
  'check keys',
  async (state: With<'changeset'>) => {
    const { resource, attributes } = state.changeset
    await assertReadableKeys(state.scope, resource, attributes)
    return { ...state, readable: attributes }
  },
  ({ changeset, readable }) => changeset?.attributes !== readable,
)

const lockRecord = async ({
  scope,
  call: { info },
  cast: { key },
}: With<'cast'>): Promise<Values> => {
  const filter = conjunction(keyFilter(info.resource, key), visible(scope, info))
  const row = await findOne(scope, info, filter, 'update')
  if (row) return row
  throw new NotFoundError({ resource: info.resource.name, key })
}

export const lock = writeStep('lock', async (state: With<'cast'>) => ({
  ...state,
  stored: await lockRecord(state),
}))

export const buildOnRecord = writeStep('build on record', (state: With<'cast' | 'stored'>) => ({
  ...state,
  changeset: buildChangeset(state.scope, state.call.info, state.cast, state.stored),
}))

/** Outside of any transaction, so that they may take long. */
export const beforeTransaction = writeStep(
  'beforeTransaction',
  async (state: With<'changeset'>) => ({
    ...state,
    changeset: await runBefore(
      state.scope,
      state.changeset,
      'beforeTransaction',
      state.call.signal,
    ),
  }),
  ({ changeset }) => changeset !== undefined && changeset.hooks.beforeTransaction.length > 0,
)

/** While hooks ran between two transactions, the record that was judged may have changed. */
export const lockAgain = writeStep(
  'lock again',
  async (state: With<'cast' | 'stored'>) => {
    const { call, cast: input, stored } = state
    const { resource } = call.info
    const now = await lockRecord(state)
    for (const attribute of resource.attributes.values())
      if (!sameValue(attribute, now[attribute.name], stored[attribute.name]))
        throw new StaleRecordError({ resource: resource.name, key: input.key })
    return state
  },
  ({ permit }) => permit !== undefined && permit.changeset.hooks.beforeTransaction.length > 0,
)

/** Whether the changeset is built of a record that must be looked at. */
export const looks = (state: WriteState): boolean => state.looks
export const looksNot = (state: WriteState): boolean => !looks(state)
