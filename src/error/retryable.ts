import { AshlarError } from './ashlar-error.ts'

/** Whether the same call may succeed later, as the error says of itself. */
export const isRetryable = (error: unknown): error is AshlarError & { readonly retryable: true } =>
  error instanceof AshlarError && 'retryable' in error && error.retryable === true
