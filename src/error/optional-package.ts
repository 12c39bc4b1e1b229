import { CapabilityMissingError } from './capability-missing.ts'

/**
 * What catches the import of a package that only some applications need: where it is not installed,
 * says how to. Bundlers leave such an import alone if the package is absent, because of the `catch`.
 *
 * @example
 * const { default: pg } = await import('pg').catch(missingPackage('pg', 'postgres()'))
 */
export const missingPackage =
  (name: string, neededBy: string) =>
  (error: unknown): never => {
    if (!isMissing(error, name)) throw error
    throw new CapabilityMissingError({
      of: 'project',
      capability: `package ${name}`,
      neededBy,
      fix: `Install it: npm install ${name}`,
    })
  }

/**
 * Whether that package itself is not there, rather than something it needs. Test runners throw
 * errors of another realm, which are instances of no class here.
 */
export const isMissing = (error: unknown, name: string): boolean => {
  if (typeof error !== 'object' || error === null) return false
  const { code, message } = error as { readonly code?: unknown; readonly message?: unknown }
  return /^(ERR_)?MODULE_NOT_FOUND$/.test(String(code)) && quotes(String(message)).includes(name)
}

/** What a message quotes: runtimes write `'pg'` or `"pg"`. */
const quotes = (message: string): string[] =>
  [...message.matchAll(/(['"`])([^'"`\n]{1,200})\1/g)].map(([, , quoted]) => quoted!)
