import { basename } from 'node:path'
import { describe, expect, test } from 'vitest'
import { errorRows } from './error-table.ts'
import { documents, withTables } from './tables.ts'

describe('tables of the documents', () => {
  test.each(documents())(
    'those in $path are what the source says (node scripts/tables.mjs writes them)',
    ({ text }) => {
      expect(text).toBe(withTables(text))
    },
  )

  test.each(['errors', 'limits'])('the table of %s is in one document', (name) => {
    expect(
      documents()
        .filter(({ text }) => text.includes(`<!-- ${name} -->`))
        .map(({ path }) => basename(path)),
    ).toEqual([`${name}.md`])
  })
})

describe('error codes', () => {
  test('each has one error class, a meaning, and a status', () => {
    const rows = errorRows()
    expect(new Set(rows.map(({ code }) => code)).size).toBe(rows.length)
    const incomplete = rows.filter(
      ({ code, meaning, status }) =>
        !/^[a-z]+(_[a-z]+)*$/.test(code) || meaning === '' || !(status >= 400),
    )
    expect(incomplete).toEqual([])
  })

  test.each([
    ['required', 'invalid', 400, false],
    ['unauthenticated', 'forbidden', 401, false],
    ['stale_record', 'invalid', 409, false],
    ['connection_failed', 'framework', 503, true],
    ['lm_context_window_exceeded', 'lm', 422, false],
    ['lm_rate_limit', 'lm', 503, true],
    ['invalid_definition', 'framework', 500, false],
  ])('%s is %s, is answered with %i, and may be retried: %s', (code, kind, status, retryable) => {
    expect(errorRows().find((row) => row.code === code)).toMatchObject({
      class: kind,
      status,
      retryable,
    })
  })
})
