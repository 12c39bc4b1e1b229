import { CapabilityMissing } from '../error/capability-missing.ts'

/** Imports a package that only some applications need. Where it is not installed, says how to. */
export const optionalPeer = async <T>(load: () => Promise<T>, name: string, neededBy: string): Promise<T> => {
  try {
    return await load()
  } catch (cause) {
    if ((cause as { readonly code?: string }).code !== 'ERR_MODULE_NOT_FOUND') throw cause
    throw new CapabilityMissing({ of: 'installation', capability: `package ${name}`, neededBy, fix: `Install it: npm install ${name}` })
  }
}
