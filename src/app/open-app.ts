import {
  action,
  type ActionMakers,
  create,
  destroy,
  get,
  read,
  update,
} from '../action/contract/action.ts'
import type { Session } from '../action/contract/session.ts'
import { openScope } from '../action/session/open-session.ts'
import type { Runtime } from '../action/session/scope.ts'
import { Context } from '../context/context.ts'
import { type Log, standardError } from '../context/log.ts'
import { refuseTenant } from '../error/capability-missing.ts'
import { DefinitionError } from '../error/definition-error.ts'
import { withCaller } from '../error/with-caller.ts'
import { isNobody } from '../policy/check.ts'
import { declarePolicies } from '../policy/policy.ts'
import { resourcePolicies } from '../policy/resource-policies.ts'
import type { ResourceInfo } from '../resource/info.ts'
import { resourceInfo } from '../resource/resource-info.ts'
import type { AnyResource } from '../resource/resource.ts'
import type { App, AppDeclaration, Extension, OpenOptions } from './app.ts'
import { developmentOptions, storageWatch, withoutSecrets } from './development.ts'
import { openLimits } from './open-limits.ts'
import { errorsTo } from './report-error.ts'
import { unindexedPolicies } from './unindexed-policies.ts'
import { verify, verifyContext } from './verify.ts'
import { warningsTo } from './warning.ts'

/** The opened application. */
class OpenedApp implements App<unknown> {
  readonly resources: readonly ResourceInfo[]
  readonly dataLayer: App<unknown>['dataLayer']
  readonly context: Context
  readonly limits: App<unknown>['limits']
  readonly onError: App<unknown>['onError']
  readonly onWarning: App<unknown>['onWarning']
  readonly development: Log | undefined
  readonly #runtime: Runtime
  readonly #started: Extension[] = []
  constructor(options: OpenOptions, resources: readonly ResourceInfo[]) {
    const {
      dataLayer,
      context = Context.empty,
      extensions = [],
      notifiers = [],
      log = standardError,
      onError = errorsTo(log),
      onWarning = warningsTo(log),
      limits,
    } = options
    this.resources = resources
    this.limits = openLimits(limits)
    this.dataLayer = dataLayer
    this.context = extensions.reduce(
      (carried, extension) => extension.context?.(carried) ?? carried,
      context,
    )
    this.onError = onError
    this.onWarning = onWarning
    this.development = developmentOptions(options.development) && withoutSecrets(log)
    this.#runtime = {
      dataLayer,
      resources: new Set(resources),
      limits: this.limits,
      notifiers: [...extensions, ...notifiers].filter(
        ({ notify, withinTransaction }) => notify || withinTransaction,
      ),
      onError,
      development: this.development,
      policiesOf: resourcePolicies,
    }
  }
  session(actor: unknown, options: { readonly context?: Context } = {}): Session {
    refuseTenant(options, 'session(actor, …)')
    return this.#session(isNobody(actor) ? null : actor, options.context ?? this.context, false)
  }
  system(options: object = {}): Session {
    refuseTenant(options, 'system(…)')
    return this.#session(null, this.context, true)
  }
  #session(actor: unknown, context: Context, system: boolean): Session {
    return openScope({
      runtime: this.#runtime,
      actor,
      tenant: undefined,
      context,
      system,
      connection: this.dataLayer.connection,
      outbox: undefined,
    }).session
  }
  async start(extensions: readonly Extension[]): Promise<void> {
    for (const extension of extensions) {
      await extension.start?.(this)
      this.#started.push(extension)
    }
  }
  /** Stops the extensions in reverse, then closes the data layer, whatever fails on the way. */
  async close(): Promise<void> {
    const errors: unknown[] = []
    const attempt = async (work: () => Promise<void> | undefined) => {
      try {
        await work()
      } catch (error) {
        errors.push(error)
      }
    }
    for (const extension of this.#started.splice(0).toReversed())
      await attempt(() => extension.stop?.())
    await attempt(() => this.dataLayer.close())
    if (errors.length > 1)
      throw new AggregateError(errors, 'The application did not close cleanly.')
    if (errors.length) throw errors[0]
  }
}

const wrong = (path: readonly string[], problem: string, fix: string) =>
  new DefinitionError({ resource: 'open(…)', path, problem, fix })

/**
 * What types cannot exclude: a layer that was not created, a class that was not defined yet when
 * the list was built.
 */
const assertOptions = (options: OpenOptions): void => {
  refuseTenant(options, 'open(…)')
  const { dataLayer, resources } = options as {
    readonly dataLayer?: { readonly open?: unknown }
    readonly resources?: unknown
  }
  if (typeof dataLayer?.open !== 'function')
    throw wrong(['dataLayer'], 'it is not a data layer', 'Make one: dataLayer: memory().')
  if (!Array.isArray(resources))
    throw wrong(
      ['resources'],
      'it is not a list of resources',
      'List the classes: resources: [Author, Post].',
    )
  for (const [at, resource] of resources.entries())
    if (typeof resource !== 'function' || !('resourceName' in resource))
      throw wrong(
        ['resources', String(at)],
        'it is not a class made with Resource(…)',
        'If it is undefined, two files import each other: build the list in a third file.',
      )
}

const hearing = ['notify', 'withinTransaction'] as const
const extending = [...hearing, 'resources', 'context', 'start', 'stop'] as const
/** What has none of the members of its kind would be carried along and do nothing. */
const assertParts = (
  list: 'extensions' | 'notifiers',
  parts: readonly unknown[],
  members: readonly string[],
): void => {
  for (const [at, part] of parts.entries())
    if (typeof part !== 'object' || part === null || !members.some((name) => name in part))
      throw wrong(
        [list, String(at)],
        `it has none of ${members.join(', ')}`,
        'Pass what jobs(…), programs(…) or another extension returns: a job goes into jobs({ jobs: [job] }).',
      )
}

const collect = ({ resources, extensions = [] }: OpenOptions): ResourceInfo[] => {
  const all: readonly AnyResource[] = [
    ...resources,
    ...extensions.flatMap((extension) => extension.resources ?? []),
  ]
  return [...new Set(all)].map((resource) => resourceInfo(resource))
}

const assemble = async (options: OpenOptions): Promise<App<unknown>> => {
  assertOptions(options)
  assertParts('extensions', options.extensions ?? [], extending)
  assertParts('notifiers', options.notifiers ?? [], hearing)
  const resources = collect(options)
  verify(resources, options)
  const app = new OpenedApp(options, resources)
  verifyContext(resources, app.context)
  const { development } = app
  development?.info(
    `development: ${resources.map(({ name }) => name).join(', ')} on ${options.dataLayer.name}`,
  )
  await options.dataLayer.open(
    resources,
    app.onWarning,
    development && storageWatch(development, developmentOptions(options.development) ?? {}),
  )
  try {
    for (const warning of await unindexedPolicies(resources, options.dataLayer))
      app.onWarning(warning)
    await app.start(options.extensions ?? [])
  } catch (error) {
    await app.close().catch((closing: unknown) => {
      throw new AggregateError(
        [error, closing],
        'An extension did not start, and those that had started did not close.',
        { cause: error },
      )
    })
    throw error
  }
  return app
}

/**
 * Verifies the declarations, all problems at once; opens the data layer; starts the extensions.
 * What was begun is undone where a later step fails.
 */
const openApp = async (options: OpenOptions): Promise<App<unknown>> => {
  try {
    return await assemble(options)
  } catch (error) {
    throw withCaller(error, openApp)
  }
}

const makers: ActionMakers<unknown> = { action, create, destroy, get, read, update }

/**
 * Names an application's actor type before its resources exist.
 *
 * @example
 * export const blog = app<{ actor: User }>()
 * export const { policies, create, update } = blog
 * const opened = await blog.open({ resources: [User, Post], dataLayer: memory() })
 */
// The actor's type is known here only; openApp treats it as unknown.
export const app = <C extends { readonly actor: unknown }>(): AppDeclaration<C['actor']> => ({
  // The same functions for every actor, whose type alone differs.
  ...(makers as ActionMakers<never> as ActionMakers<C['actor']>),
  change: (_resource, change) => change,
  policies: declarePolicies,
  open: (options) => openApp(options),
})
