/** A value that is computed at its first use. Asking for it while it is computed is an error of the function that computes it. */
export const lazy = <T>(make: () => T): (() => T) => {
  let made: { readonly value: T } | undefined
  return () => (made ??= { value: make() }).value
}

/** Turns functions without arguments into getters, each called once at its first use. */
export const lazyObject = <T extends object>(parts: { readonly [K in keyof T]: () => T[K] }): T => {
  const object = {}
  for (const [name, make] of Object.entries(parts))
    Object.defineProperty(object, name, { enumerable: true, get: lazy(make as () => unknown) })
  return object as T
}
