/**
 * A value that is computed at its first use. Asking for it while it is computed is an error of the
 * function that computes it.
 */
export const lazy = <T>(make: () => T): (() => T) => {
  let computed: { readonly value: T } | undefined
  return () => (computed ??= { value: make() }).value
}

/**
 * A function of an object whose answer is computed once for each object, and kept as long as the
 * object is.
 */
export const perObject = <K extends object, V>(make: (key: K) => V): ((key: K) => V) => {
  const values = new WeakMap<K, { readonly value: V }>()
  return (key) => {
    const cached = values.get(key)
    if (cached) return cached.value
    const value = make(key)
    values.set(key, { value })
    return value
  }
}

/** Turns functions without arguments into getters, each called once at its first use. */
export const lazyObject = <T extends object>(parts: { readonly [K in keyof T]: () => T[K] }): T => {
  const object = {}
  for (const [name, make] of Object.entries(parts))
    Object.defineProperty(object, name, { enumerable: true, get: lazy(make as () => unknown) })
  return object as T
}
