import { IdentityTakenError } from '../../data-layer/errors.ts'
import { InvalidAttributeError } from '../../error/invalid-value.ts'
import { assertCreatable, authorizeCreate } from './authorize-write.ts'
import { runAfterTransaction } from './hooks.ts'
import { type With, writeStep } from './write-state.ts'

/** What tells of stored records: a taken identity, a reference that leads nowhere. */
const isConflict = (error: unknown) =>
  IdentityTakenError.isInstance(error) ||
  (InvalidAttributeError.isInstance(error) && error.variables['rule'] === 'reference')

/** A conflict with stored records is reported only to those who may create the record. */
export const withholdConflict = writeStep(
  'withhold conflict',
  async (state: With<'changeset'>) => {
    const { scope, changeset } = state
    const left = authorizeCreate(scope, changeset, 'hooked')
    await assertCreatable(scope, changeset, left, 'hooked')
    return state
  },
  ({ failure, permit, changeset }) =>
    permit !== undefined && changeset?.kind === 'create' && isConflict(failure?.error),
)

/** Each may turn one outcome into the other. */
export const afterTransaction = writeStep(
  'afterTransaction',
  async (state: With<'changeset'>) => {
    const { scope, changeset, call, failure, answer } = state
    const outcome = await runAfterTransaction(
      scope,
      changeset,
      failure ? { ok: false, error: failure.error } : { ok: true, record: answer as never },
      call.signal,
    )
    if (!outcome.ok) return { ...state, failure: { error: outcome.error } }
    const record = outcome.record as object | undefined
    return { ...state, failure: undefined, answer: failure ? record : (record ?? answer) }
  },
  ({ changeset }) => changeset !== undefined && changeset.hooks.afterTransaction.length > 0,
)
