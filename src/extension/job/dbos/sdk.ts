import { CapabilityMissing } from '../../../error/capability-missing.ts'

/** The part of the DBOS SDK that is used here. */
export type Sdk = (typeof import('@dbos-inc/dbos-sdk'))['DBOS']

const isMissing = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND' && error.message.includes('@dbos-inc/dbos-sdk')

/** Loads the SDK, an optional peer of this package. */
export const loadSdk = async (): Promise<Sdk> => {
  try {
    return (await import('@dbos-inc/dbos-sdk')).DBOS
  } catch (error) {
    if (!isMissing(error)) throw error
    throw new CapabilityMissing({ of: 'application', capability: 'package @dbos-inc/dbos-sdk', neededBy: 'dbos()', fix: 'Install it with npm install @dbos-inc/dbos-sdk, or use inProcess().' })
  }
}
