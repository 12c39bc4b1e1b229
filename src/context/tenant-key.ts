import { contextKey } from './context.ts'

/** The tenant whose data the work is confined to. */
export const tenantKey = contextKey<string>('tenant')
