export interface IdentityOptions {
  /** False: two nulls are equal. Default true, as in SQL. */
  readonly nullsDistinct?: boolean
  /** Default: "has already been taken". */
  readonly message?: string
}
export interface Identity {
  readonly kind: 'identity'
  readonly keys: readonly string[]
  readonly options: IdentityOptions
}
/** Attributes that together are unique: `static identities = { email: identity(User, ['email']) }`. */
export const identity = <X extends { readonly attributes: object }>(
  _resource: X,
  keys: readonly (keyof X['attributes'] & string)[],
  options: IdentityOptions = {},
): Identity => ({ kind: 'identity', keys, options })
