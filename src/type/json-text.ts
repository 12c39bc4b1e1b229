/**
 * Reads JSON text of the expected kind. What is not text, or not JSON, is handed on as it was, for
 * the type to judge.
 */
export const fromJsonText = (input: unknown, open: '[' | '{'): unknown => {
  if (typeof input !== 'string' || input.trimStart()[0] !== open) return input
  try {
    return JSON.parse(input)
  } catch (error) {
    if (error instanceof SyntaxError) return input
    throw error
  }
}
