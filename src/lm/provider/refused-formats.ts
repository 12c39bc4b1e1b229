import type { LmRequest } from '../language-model.ts'

/** How many response formats are remembered: as many as signatures that a program may have. */
const MOST = 1000

/** The response formats that a model was seen to refuse, so that they are not sent to it again. Lasts as long as the process. */
export class RefusedFormats {
  readonly #refused = new Set<string>()

  /** The request without its response format, where that was refused before. */
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
