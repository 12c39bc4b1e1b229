/** A request that the server refuses, in OpenAI's words. */
export class RefusedRequestError extends Error {
  readonly param: string
  constructor(param: string, message: string) {
    super(message)
    this.param = param
  }
}

export const errorBody = (
  message: string,
  type: string,
  param: string | null = null,
  code: string | null = null,
) => ({ error: { message, type, param, code } })
