import { CapabilityMissing } from '../../error/capability-missing.ts'

/** Loads an optional package, or says which one to install. */
export const optionalPackage = async <T>(name: string, load: () => Promise<T>, neededBy: string): Promise<T> => {
  try {
    return await load()
  } catch (error) {
    if (!isMissing(error, name)) throw error
    throw new CapabilityMissing({ of: 'project', capability: `package ${name}`, neededBy, fix: `Install it: npm install ${name}` })
  }
}

/** Whether that package itself is not there, rather than something it needs. */
export const isMissing = (error: unknown, name: string): boolean =>
  error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND' && error.message.includes(`'${name}'`)
