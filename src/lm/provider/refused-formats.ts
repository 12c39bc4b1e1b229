import type { LmRequest } from '../language-model.ts'

/** The number of response formats to remember, at least the number of signatures in a program. */
const MOST = 1000

/**
 * The response formats that a model has rejected, so that they are not sent again in this process.
 */
export class RefusedFormats {
  readonly #refused = new Set<string>()

  /** The request, without its response format if the model has rejected it before. */
  sendable(request: LmRequest): LmRequest {
    return request.responseFormat && this.#refused.has(JSON.stringify(request.responseFormat))
      ? this.without(request)
      : request
  }

  without(request: LmRequest): LmRequest {
    return Object.fromEntries(
      Object.entries(request).filter(([name]) => name !== 'responseFormat'),
    ) as unknown as LmRequest
  }

  add({ responseFormat }: LmRequest): void {
    if (responseFormat && this.#refused.size < MOST)
      this.#refused.add(JSON.stringify(responseFormat))
  }
}
