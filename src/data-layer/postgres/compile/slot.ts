/**
 * A parameter of a statement: where its value is among the plan's values (or the value itself), and
 * how it is written.
 */
export class Slot {
  readonly at: number | { readonly constant: unknown }
  readonly encode: (value: never) => string | null
  constructor(
    at: number | { readonly constant: unknown },
    encode: (value: never) => string | null,
  ) {
    this.at = at
    this.encode = encode
  }
  text(values: readonly unknown[]): string | null {
    const value = typeof this.at === 'number' ? values[this.at] : this.at.constant
    return value === null || value === undefined ? null : this.encode(value as never)
  }
}
