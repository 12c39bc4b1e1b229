/**
 * The digest of a text. Node's module is taken when it is first needed: to load it costs more than
 * most of this package.
 */
export const digest = (
  algorithm: 'sha256' | 'md5',
  text: string,
  encoding: 'hex' | 'base64url' = 'hex',
): string => process.getBuiltinModule('node:crypto').hash(algorithm, text, encoding)
