import { CapabilityMissingError } from './capability-missing.ts'

/** Loads a package that only some applications need. Where it is not installed, says how to. */
export const optionalPackage = async <T>(
  name: string,
  load: () => Promise<T>,
  neededBy: string,
): Promise<T> => {
  try {
    return await load()
  } catch (error) {
    if (!isMissing(error, name)) throw error
    throw new CapabilityMissingError({
      of: 'project',
      capability: `package ${name}`,
      neededBy,
      fix: `Install it: npm install ${name}`,
    })
  }
}

/** Whether that package itself is not there, rather than something it needs. */
export const isMissing = (error: unknown, name: string): boolean =>
  error instanceof Error &&
  'code' in error &&
  /^(ERR_)?MODULE_NOT_FOUND$/.test(String(error.code)) &&
  quotes(error.message).includes(name)

/** What a message quotes: runtimes write `'pg'` or `"pg"`. */
const quotes = (message: string): string[] =>
  [...message.matchAll(/(['"`])([^'"`\n]{1,200})\1/g)].map(([, , quoted]) => quoted!)
