import { declarePolicies } from '../policy/policy.ts'
import type { AppDeclaration } from './app.ts'
import { openApp } from './open-app.ts'

/**
 * Names an application's actor type before its resources exist.
 *
 * @example
 * export const blog = app<{ actor: User }>()
 * export const { policies } = blog
 * const opened = await blog.open({ resources: [User, Post], dataLayer: memory() })
 */
// The actor's type is known here only; openApp treats it as unknown.
export const app = <C extends { readonly actor: unknown }>(): AppDeclaration<C['actor']> => ({
  policies: declarePolicies,
  open: (options) => openApp(options),
})
