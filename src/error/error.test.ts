import { describe, expect, test } from 'vitest'
import { InvalidPageError } from '../action/page/cursor.ts'
import { AdapterParseError } from '../adapter/adapter-parse-error.ts'
import { IdentityTakenError } from '../data-layer/errors.ts'
import { castFields } from '../type/cast-field.ts'
import { errorsOfIssues, type IssueContext } from '../type/issue-list.ts'
import { t } from '../type/t.ts'
import { UnknownError } from './ashlar-error.ts'
import { ConnectionFailedError } from './connection-failed.ts'
import { DefinitionError } from './definition-error.ts'
import { ErrorGroup, groupErrors, renderError, toErrors } from './error-group.ts'
import { ForbiddenError } from './forbidden-error.ts'
import { InvalidAttributeError, RequiredError } from './invalid-value.ts'
import {
  LmAuthError,
  LmContextWindowExceededError,
  LmError,
  LmInvalidRequestError,
  LmNotConfiguredError,
  LmRateLimitError,
} from './lm-error.ts'
import { NoSuchActionError } from './no-such-name.ts'
import { NotFoundError } from './not-found.ts'

const required = (field: string) => new RequiredError({ field })
const invalid = (field: string) => new InvalidAttributeError({ field, message: 'must be short' })

describe('groups', () => {
  test('the class is the highest present: forbidden, invalid, framework, lm, unknown', () => {
    const errors = [
      new UnknownError('x'),
      new LmAuthError(),
      new DefinitionError({ problem: 'wrong' }),
      invalid('a'),
      new ForbiddenError(),
    ]
    const classes = errors.map((_, i) => new ErrorGroup(errors.slice(0, i + 1)).class)
    expect(classes).toEqual(['unknown', 'lm', 'framework', 'invalid', 'forbidden'])
  })
  test('all errors are kept and named in the message', () => {
    const group = groupErrors([invalid('a'), groupErrors([invalid('b'), required('c')])])
    expect(group.message).toBe('a must be short.\nb must be short.\nc is required.')
    expect(group).toMatchObject({ class: 'invalid', code: 'invalid_input' })
  })
  test('a required gives way to another error on the same field', () => {
    expect(groupErrors([required('a'), invalid('a'), required('b')]).message).toBe(
      'a must be short.\nb is required.',
    )
  })
  test('a single error stays itself', () => {
    const error = invalid('a')
    expect(groupErrors([error])).toBe(error)
    expect(() => groupErrors([])).toThrow(/no error/)
  })
  test('what is foreign becomes unknown, with its cause', () => {
    const cause = new TypeError('select * from users')
    const [error] = toErrors(cause)
    expect(error).toMatchObject({ class: 'unknown', code: 'unknown_error', cause })
    expect(error?.message).not.toContain('users')
    expect(toErrors(new AggregateError([invalid('a'), 'text'])).map(({ code }) => code)).toEqual([
      'invalid_attribute',
      'unknown_error',
    ])
  })
})

describe('errors of issues', () => {
  const fields = { title: t.string({ maxLength: 3 }), tags: t.list(t.integer()), pin: t.integer() }
  const errorsOf = (input: object, context: IssueContext = { kind: 'attribute' }) => {
    const result = castFields(fields, input)
    return result.ok ? [] : errorsOfIssues(result.issues, context)
  }
  test('say which field, what was wrong and what would be right', () => {
    expect(
      errorsOf({ titel: 1, tags: [1, 'x'], pin: 1 }).map(({ code, message }) => [code, message]),
    ).toEqual([
      ['no_such_input', 'titel is not a known input. Did you mean "title"?'],
      ['required', 'title is required.'],
      ['invalid_attribute', 'tags[1] must be an integer, got "x".'],
    ])
  })
  test('carry field, path and rule', () => {
    const [error] = errorsOf({ title: 'long', tags: [], pin: 1 }, { kind: 'argument' })
    expect(error).toMatchObject({
      code: 'invalid_argument',
      field: 'title',
      path: ['title'],
      variables: { rule: 'max_length', maxLength: 3 },
    })
  })
  test('hold nothing of a sensitive value', () => {
    const [error] = errorsOf(
      { title: 'a', tags: [], pin: 'hunter2' },
      { kind: 'attribute', sensitiveFields: ['pin'] },
    )
    expect(JSON.stringify([error, error?.variables, error?.message])).not.toContain('hunter2')
    expect(error?.message).toBe('pin must be an integer.')
  })
})

describe('messages', () => {
  test('say what to do', () => {
    expect(
      new NoSuchActionError({ resource: 'Post', action: 'publsh', known: ['publish'] }).message,
    ).toBe('Post has no action "publsh". Did you mean "publish"?')
    expect(new NotFoundError({ resource: 'Post', key: { id: '7' } }).message).toBe(
      'No Post with id "7" was found.',
    )
    expect(
      new IdentityTakenError({ resource: 'User', identity: 'email', fields: ['email'] }).message,
    ).toBe('email has already been taken.')
    expect(new InvalidPageError('limit_required', { max: 50 })).toMatchObject({
      code: 'limit_required',
      message: 'A limit is required. At most 50 are returned.',
    })
    expect(
      new DefinitionError({
        resource: 'Post',
        path: ['actions', 'write'],
        problem: 'accepts "titel"',
        fix: 'Did you mean "title"?',
      }).message,
    ).toBe('Post: actions.write: accepts "titel". Did you mean "title"?')
    expect(new LmNotConfiguredError().message).toContain('offline()')
  })
  test('name a database without user and password', () => {
    for (const address of [
      'postgres://me:s3cret@db.example:5432/app',
      'me:s3cret@db.example',
      'postgres://me:12/s3cret@db.example/app',
      'postgres://me:12#s3cret@db.example',
      'postgres://db.example/app?password=s3cret',
    ]) {
      const error = new ConnectionFailedError({ address })
      expect(error.message + JSON.stringify(error.variables)).not.toMatch(/s3cret|me:/)
    }
    expect(
      new ConnectionFailedError({ address: 'postgres://me:s3cret@db.example:5432/app' }).message,
    ).toContain('db.example:5432/app')
  })
  test.each([
    'Incorrect API key provided: sk-proj-abcdefghijklmnop1234.',
    'Bearer abcdef123456.xyz is invalid',
    '{"api_key": "supersecretvalue"}',
    'call https://user:pw12345@host failed',
  ])('of a provider lose what looks like a key: %s', (detail) => {
    const { message } = new LmAuthError(detail, { provider: 'openai', model: 'm' })
    expect(message).not.toMatch(/abcdef|supersecret|pw12345/)
    expect(message).toMatch(/^openai\/m: .*Check the key/)
  })
})

describe('model errors', () => {
  test('say whether trying again may help', () => {
    const limited = new LmRateLimitError(undefined, {
      provider: 'openai',
      status: 429,
      retryAfterSeconds: 3,
    })
    expect(limited).toMatchObject({
      class: 'lm',
      code: 'lm_rate_limit',
      retryable: true,
      status: 429,
      retryAfterSeconds: 3,
    })
    expect(new LmAuthError().retryable).toBe(false)
  })
  test('a prompt too long is an invalid request with a code of its own', () => {
    const error = new LmContextWindowExceededError()
    expect(error).toBeInstanceOf(LmInvalidRequestError)
    expect(error).toBeInstanceOf(LmError)
    expect(error).toMatchObject({ code: 'lm_context_window_exceeded', retryable: false })
  })
  test('an unreadable answer keeps the answer out of message and JSON', () => {
    const error = new AdapterParseError({
      adapter: 'chat',
      response: 'my secret',
      expected: ['title', 'tags'],
      actual: ['title'],
    })
    expect(error.response).toBe('my secret')
    expect(error.message + JSON.stringify(error)).not.toContain('my secret')
    expect(error.message).toContain('Expected the fields: title, tags. Found: title.')
  })
})

describe('rendering', () => {
  test('gives a group as a list', () => {
    expect(
      renderError(
        groupErrors([
          required('a'),
          new InvalidAttributeError({
            field: 'b',
            message: 'must be short',
            rule: 'max_length',
            variables: { maxLength: 3 },
          }),
        ]),
      ),
    ).toEqual({
      class: 'invalid',
      code: 'invalid_input',
      message: 'a is required.\nb must be short.',
      errors: [
        { class: 'invalid', code: 'required', message: 'a is required.', field: 'a', path: ['a'] },
        {
          class: 'invalid',
          code: 'invalid_attribute',
          message: 'b must be short.',
          field: 'b',
          path: ['b'],
          details: { rule: 'max_length', maxLength: 3 },
        },
      ],
    })
  })
  test('never shows a cause, a report or a stack', () => {
    const thrown = [
      new Error('password is x1y2'),
      new ForbiddenError({ action: 'read', report: 'x1y2' }),
      new LmAuthError('refused', { cause: new Error('x1y2') }),
    ]
    for (const error of thrown)
      expect(
        JSON.stringify([renderError(error), error instanceof ForbiddenError ? error : '']),
      ).not.toContain('x1y2')
    expect(renderError(thrown[0])).toMatchObject({
      class: 'unknown',
      details: { id: expect.stringMatching(/^[0-9a-f-]{36}$/) },
    })
  })
})
