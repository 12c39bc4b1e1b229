import type { ActionMakers } from '../action/contract/action.ts'
import type { Change } from '../action/contract/changeset.ts'
import type { Notifier } from '../action/contract/notification.ts'
import type { Session } from '../action/contract/session.ts'
import type { Context } from '../context/context.ts'
import type { Log } from '../context/log.ts'
import type { DataLayer } from '../data-layer/data-layer.ts'
import type {
  NamesOf,
  Policy,
  PolicyBuilder,
  PolicyDeclaration,
  PolicyRefs,
} from '../policy/policy.ts'
import type { ResourceInfo } from '../resource/info.ts'
import type { AnyResource } from '../resource/resource.ts'
import type { DevelopmentOptions } from './development.ts'
import type { Warning } from './warning.ts'
import type { AppLimits } from '../text/limits.ts'

export interface OpenOptions {
  readonly resources: readonly AnyResource[]
  readonly dataLayer: DataLayer
  /**
   * Refuses to open with a resource that declares no policies, and so would be open to everybody.
   * Default false.
   */
  readonly requirePolicies?: boolean
  /**
   * What every session of the app carries: a language model (`lmKey`), an embedder, whatever a
   * layer defines a key for.
   */
  readonly context?: Context
  readonly extensions?: readonly Extension[]
  readonly notifiers?: readonly Notifier[]
  /** How much one call of a caller may ask for, and what a request may carry. */
  readonly limits?: Partial<AppLimits>
  /**
   * Where lines go that `onError`, `onWarning` and development mode write. `console` and the
   * loggers of pino and winston fit. Default: standard error.
   */
  readonly log?: Log
  /**
   * Writes a line for each request, action, job, statement of a migration and slow query, and
   * explains each refusal check by check. Callers see no more than without it. Default: on where
   * `ashlar dev` runs the program.
   */
  readonly development?: boolean | DevelopmentOptions
  /**
   * Receives errors that no caller waits for or may read: of a notifier, a background job, an
   * interface. Default: written to standard error, an unexpected one with its cause and stack.
   */
  readonly onError?: (error: unknown, where: string) => void
  /**
   * Receives warnings about what works but may not be intended or will not scale: at opening, and
   * when an interface is created. Default: those that matter with the present data are written to
   * standard error.
   */
  readonly onWarning?: (warning: Warning) => void
}

/** An assembled application: verified resources on an open data layer. */
export interface App<Actor> {
  readonly resources: readonly ResourceInfo[]
  readonly dataLayer: DataLayer
  readonly context: Context
  readonly limits: AppLimits
  readonly onError: (error: unknown, where: string) => void
  /**
   * Receives what is worth a line while one develops; undefined where development mode is not on.
   */
  readonly development: Log | undefined
  readonly onWarning: (warning: Warning) => void
  /** The door for one actor; null is `anonymous`, and so is every value that is not an actor. */
  session(actor: Actor | null, options?: { readonly context?: Context }): Session<Actor>
  /** For the framework's own work: bypasses policies, and says so in notifications. */
  system(): Session<Actor>
  close(): Promise<void>
}

/**
 * An application's types, before its resources exist: provides the actor's type to their
 * `policies`, and opens it.
 */
export interface AppDeclaration<Actor> extends ActionMakers<Actor> {
  policies<X>(
    resource: X,
    define: (
      refs: PolicyRefs<X, Actor>,
      policy: PolicyBuilder<X, NamesOf<X, Actor>>,
    ) => readonly Policy[],
  ): PolicyDeclaration<X>
  /** A change that is written by itself, with the actor's type. */
  change<X>(resource: X, change: Change<X, Actor>): Change<X, Actor>
  /** Verifies the declarations, opens the data layer and starts the extensions. */
  open(options: OpenOptions): Promise<App<Actor>>
}

/** What adds to an app: resources of its own, notifiers, work that starts and stops with it. */
export interface Extension extends Notifier {
  readonly resources?: readonly AnyResource[]
  /** Adds to what every session of the app carries. */
  readonly context?: (context: Context) => Context
  /** After the data layer is open. */
  readonly start?: (app: App<unknown>) => Promise<void>
  /** Before the data layer closes: finishes or hands back what it has begun. */
  readonly stop?: () => Promise<void>
}
