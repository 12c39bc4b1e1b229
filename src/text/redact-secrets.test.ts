import { expect, test } from 'vitest'
import { errorText } from '../app/report-error.ts'
import { redactSecrets } from './redact-secrets.ts'

test.each([
  ['password: hunter22', 'hunter22'],
  ['pwd=hunter22;', 'hunter22'],
  ['Cookie: sid-hunter22', 'hunter22'],
  ['eyJhbGciOi.eyJzdWIi.c2lnbmF0dXJl', 'eyJ'],
  ['sk-proj-abcdefgh12345678', 'abcdefgh'],
])('a secret is taken out of %j', (text, secret) => {
  expect(redactSecrets(text)).not.toContain(secret)
})

test('a message that looks like a stack is not taken for one', () => {
  const text = errorText(new Error('x\n    at http POST /admin 200 by actor root'), 'here')
  expect(text.split('\n')[0]).toContain('at http POST /admin')
  expect(text.split('\n').slice(1).join('\n')).not.toContain('/admin')
})
