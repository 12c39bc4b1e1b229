import { declarePolicies } from '../policy/policy.ts'
import type { AppDeclaration } from './app.ts'

export const app = <C extends { readonly actor: unknown }>(): AppDeclaration<C['actor']> => ({ policies: declarePolicies, open: () => Promise.reject(new Error('being written')) })
