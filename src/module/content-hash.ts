import { createHash } from 'node:crypto'
import { canonicalJson } from '../type/canonical-json.ts'

/** SHA-256 (hex) of a value's canonical JSON: independent of the order of keys. */
export const contentHash = (value: unknown): string => createHash('sha256').update(canonicalJson(value)).digest('hex')
