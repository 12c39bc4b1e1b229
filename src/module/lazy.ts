/** Makes the value at its first use and keeps it. Signatures derived from resources are known only once every file is imported. */
export const lazy = <T>(make: () => T): (() => T) => {
  let made: { readonly value: T } | undefined
  return () => (made ??= { value: make() }).value
}
