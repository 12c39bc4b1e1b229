import type { DBOS } from '@dbos-inc/dbos-sdk'
import { optionalPackage } from '../../../error/optional-package.ts'

/** The part of the DBOS SDK that is used here. */
export type Sdk = typeof DBOS

/** Loads the SDK, an optional peer of this package. */
export const loadSdk = async (): Promise<Sdk> => (await optionalPackage('@dbos-inc/dbos-sdk', () => import('@dbos-inc/dbos-sdk'), 'dbos()')).DBOS
