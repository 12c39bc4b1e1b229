import type { Context } from '../../context/context.ts'
import { withSpan } from '../../context/trace.ts'
import { withCaller } from '../../error/with-caller.ts'
import { type ActionInfo, openAction } from '../contract/action-info.ts'
import type { AnyAction } from '../contract/action.ts'
import type { AnyQuery } from '../read/plan-read.ts'
import { assertQuery } from '../read/query-builder.ts'
import { runRead } from '../read/read-action.ts'
import { runWrite } from '../write/run-write.ts'
import { runGeneric } from './run-generic.ts'
import { logAction } from './action-log.ts'
import { type ActionScope, ambient } from './scope.ts'
import { withinTimeLimit } from './time-limit.ts'

/** The options of a call, whatever the action. */
export interface AnyRunOptions extends AnyQuery {
  readonly signal?: AbortSignal
  readonly privateArguments?: Readonly<Record<string, unknown>>
}

const dispatch = (
  scope: ActionScope,
  info: ActionInfo,
  input: unknown,
  { signal: _signal, privateArguments, ...query }: AnyRunOptions,
  signal: AbortSignal | undefined,
): Promise<unknown> => {
  const call = { info, input, signal, ...(privateArguments ? { privateArguments } : {}) }
  if (info.kind === 'read') return runRead(scope, { ...call, query })
  return info.kind === 'action'
    ? runGeneric(scope, call)
    : runWrite(scope, { ...call, load: query.load })
}

const traced = <T>(
  scope: ActionScope,
  info: ActionInfo,
  callerSignal: AbortSignal | undefined,
  work: (signal: AbortSignal | undefined) => Promise<T>,
  around: (context: Context) => Context = (context) => context,
): Promise<T> =>
  withinTimeLimit(info.label, info.definition.timeout, callerSignal, (signal) =>
    around(ambient(scope, signal)).run(() =>
      withSpan(
        'ashlar.action',
        {
          attributes: {
            'ashlar.resource': info.resource.name,
            'ashlar.action': info.name,
            'ashlar.kind': info.kind,
          },
        },
        () => work(signal),
      ),
    ),
  )

/**
 * Runs work of an action where modules called plainly find its session, inside a span, within its
 * time. Its errors lead to the caller's line.
 */
export const within = async <T>(
  scope: ActionScope,
  info: ActionInfo,
  callerSignal: AbortSignal | undefined,
  work: (signal: AbortSignal | undefined) => Promise<T>,
): Promise<T> => {
  const { development } = scope.runtime
  try {
    return await (development
      ? logAction(development, scope, info, ([key, decisions]) =>
          traced(scope, info, callerSignal, work, (context) => context.with(key, decisions)),
        )
      : traced(scope, info, callerSignal, work))
  } catch (error) {
    throw withCaller(error, within)
  }
}

/** Runs an action for a scope: every way in ends here. */
export const runAction = async (
  scope: ActionScope,
  action: AnyAction,
  input: unknown,
  options: AnyRunOptions = {},
): Promise<unknown> => {
  const info = openAction(scope.runtime, action)
  assertQuery(options, info.label)
  return await within(scope, info, options.signal, (signal) =>
    dispatch(scope, info, input, options, signal),
  )
}
