import {
  atEnd,
  type Bracket,
  inside,
  notify,
  outside,
  type Pipeline,
  run,
  stepWhen,
} from '../session/pipeline.ts'
import type { ActionScope } from '../session/scope.ts'
import { afterTransaction, withholdConflict } from './steps-after.ts'
import {
  ask,
  authorizeStep,
  beforeTransaction,
  build,
  buildOnRecord,
  cast,
  checkKeys,
  lock,
  lockAgain,
  looks,
  looksNot,
  planLoads,
  refuseInput,
  validateStep,
} from './steps-before.ts'
import {
  afterAction,
  announceStep,
  beforeAction,
  checkComputedKeys,
  load,
  loadEarly,
  reauthorize,
  revalidate,
  storeStep,
} from './steps-inside.ts'
import { directly, transact } from './transact.ts'
import { startWrite, type WriteCall, type WriteState } from './write-state.ts'

const onRecord = stepWhen(looks)
const withoutRecord = stepWhen(looksNot)

/**
 * A write that is one statement commits by itself; whatever must hold together with it needs a
 * transaction.
 */
const begin = ({ scope, changeset, permit, load: loads, looks: locks }: WriteState): Bracket => {
  if (!changeset || !permit || locks) return transact
  const { hooks, state } = changeset
  const { info } = state
  // Inside another one, so that a write that fails can be caught there without ending it.
  if (scope.connection.inTransaction) return transact
  if (info.kind === 'create' && permit.permission !== undefined) return transact
  // What the storage computes may not be of the attribute's type, what is loaded may fail, a
  // notifier may refuse: none of it is then committed.
  if (
    loads ||
    Object.keys(state.expressions).length > 0 ||
    (info.definition.upsert && Object.keys(state.evaluated).length > 0)
  )
    return transact
  if (scope.runtime.notifiers.some((notifier) => notifier.withinTransaction)) return transact
  const hooked = hooks.beforeAction.length > 0 || hooks.afterAction.length > 0
  return hooked && info.definition.transaction !== false ? transact : directly
}

/** A write: its steps, in the order in which they run. */
export const write: Pipeline<WriteState> = {
  steps: [
    ...outside(cast, build),
    ...outside(...withoutRecord(validateStep, authorizeStep)),
    ...outside(planLoads),
    ...outside(...withoutRecord(ask, checkKeys), ...onRecord(refuseInput)),
    ...inside(...onRecord(lock, buildOnRecord, authorizeStep, ask, validateStep, checkKeys)),
    ...outside(beforeTransaction),
    ...inside(...onRecord(lockAgain)),
    ...inside(beforeAction, revalidate, reauthorize, checkKeys, loadEarly),
    ...inside(storeStep, checkComputedKeys, afterAction, load, announceStep),
    ...atEnd(withholdConflict, afterTransaction, notify()),
  ],
  begin,
}

export const runWrite = (scope: ActionScope, call: WriteCall): Promise<object> =>
  run(write, startWrite(scope, call)) as Promise<object>
