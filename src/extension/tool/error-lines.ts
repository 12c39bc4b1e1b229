import type { PublicError } from '../derive/public-errors.ts'

/** Errors as a model reads them: one plain line each. */
export const errorLines = (errors: readonly PublicError[]): string => errors.map(({ message }) => message.replaceAll(/\s*\n\s*/g, ' ')).join('\n')
