const marks = Symbol.for('ashlar.error.marks')

interface Marked {
  readonly mark: string
}
type ErrorType<E> = (abstract new (...args: never[]) => E) & Marked

/**
 * The marks of a class and of those it extends. One that declares none is nobody's but its own
 * copy's.
 */
const marksOf = (type: unknown): string[] =>
  typeof type === 'function'
    ? [
        ...(Object.hasOwn(type, 'mark') ? [(type as unknown as Marked).mark] : []),
        ...marksOf(Object.getPrototypeOf(type)),
      ]
    : []

/**
 * An error that is known by a mark of its class, so that it is recognized where two copies of this
 * package, or two bundles of it, meet in one process and `instanceof` fails.
 */
export abstract class MarkedError extends Error {
  /** What names the class in every copy, such as `ashlar.NotFoundError`. */
  static readonly mark: string = 'ashlar.MarkedError'

  constructor(message: string, options?: ErrorOptions) {
    super(message, options)
    // A bundler may rename a class, never its mark.
    const { mark } = new.target
    this.name = Object.hasOwn(new.target, 'mark')
      ? mark.slice(mark.lastIndexOf('.') + 1)
      : new.target.name
  }

  get [marks](): readonly string[] {
    return marksOf(this.constructor)
  }

  /**
   * Whether this is an error of the class or of one that extends it, made by this copy of the
   * package or by another.
   */
  static isInstance<E>(this: ErrorType<E>, error: unknown): error is E {
    if (error instanceof this) return true
    if (!Object.hasOwn(this, 'mark') || typeof error !== 'object' || error === null) return false
    const { [marks]: marked } = error as { readonly [marks]?: unknown }
    return Array.isArray(marked) && marked.includes(this.mark)
  }
}
