const longest = 60

const framesOf = (stack: string | undefined): string[] =>
  (stack ?? '').split('\n').filter((line) => /^\s+at /.test(line))

/**
 * Adds to an error's stack the frames of the code that awaits the asynchronous function which
 * catches it. The engine keeps ten frames of a stack, which end inside the framework or in a
 * driver's callback; those of the caller are known again where the awaited promise rejects. Called
 * in the `catch` of `method`, after an `await`.
 */
export const withCaller = (
  error: unknown,
  method: (...args: never[]) => Promise<unknown>,
): unknown => {
  if (!(error instanceof Error) || !Object.isExtensible(error)) return error
  const here: { stack?: string } = {}
  Error.captureStackTrace?.(here, method)
  const stack = error.stack ?? ''
  const frames = framesOf(here.stack).filter((frame) => !stack.includes(frame))
  const room = longest - framesOf(stack).length
  if (frames.length && room > 0)
    Object.defineProperty(error, 'stack', {
      value: [stack, ...frames.slice(0, room)].join('\n'),
      writable: true,
      configurable: true,
      enumerable: false,
    })
  return error
}
