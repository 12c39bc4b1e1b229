import { digest } from '../../../text/digest.ts'

/** Postgres cuts names after 63 bytes; a long one ends in a digest, so that it stays its own. */
const fitting = (name: string): string => {
  if (Buffer.byteLength(name) <= 63) return name
  return `${Buffer.from(name)
    .subarray(0, 54)
    .toString()
    .replace(/\uFFFD$/, '')}_${digest('sha256', name).slice(0, 8)}`
}

export const primaryKeyName = (table: string): string => fitting(`${table}_pkey`)
export const identityIndex = (table: string, identity: string): string =>
  fitting(`${table}_${identity}_index`)
/** Of an index that a resource declares, or has of itself for the key of a relationship. */
export const declaredIndex = (table: string, name: string): string =>
  fitting(`${table}_${name}_idx`)
export const referenceName = (table: string, column: string): string =>
  fitting(`${table}_${column}_fkey`)
export const referenceIndex = (table: string, column: string): string =>
  fitting(`${table}_${column}_fkey_index`)

// Text in statements that define something. Everything else takes parameters.

export const identifier = (name: string): string => `"${name.replaceAll('"', '""')}"`
export const textLiteral = (text: string): string =>
  `${text.includes('\\') ? ' E' : ''}'${text.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`
