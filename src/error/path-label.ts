/** A path as a person writes it: `tags[1]`, `address.street`. */
export const pathLabel = (path: readonly (string | number)[]): string =>
  path.map((segment, i) => (typeof segment === 'number' ? `[${segment}]` : i === 0 ? segment : `.${segment}`)).join('')
