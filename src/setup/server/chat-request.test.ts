import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readChatRequest } from './chat-request.ts'
import { RefusedRequestError } from './openai-error.ts'

const text = fc.oneof(
  fc.string(),
  fc.constantFrom('', ' ', ' a ', '5', 'true', 'null', '{}', '[]', '\0', '\uD800'),
)
const object = fc.dictionary(
  fc.constantFrom('type', 'b', 'a', '10', '2'),
  fc.oneof(text, fc.integer(), fc.constant(null)),
)
const some = <T extends Record<string, fc.Arbitrary<unknown>>>(model: T) =>
  fc.record(model, { requiredKeys: [] })
const message = fc.record(
  {
    role: fc.constantFrom('system', 'developer', 'user', 'assistant', 'tool'),
    content: fc.oneof(
      text,
      fc.constant(null),
      fc.array(fc.record({ type: text, text }, { requiredKeys: ['type'] }), { maxLength: 3 }),
    ),
    tool_calls: fc.array(
      fc.record({ id: text, function: fc.record({ name: text, arguments: text }) }),
      { maxLength: 2 },
    ),
    tool_call_id: text,
  },
  { requiredKeys: ['role'] },
)
const request = fc
  .tuple(
    fc.record({ model: text, messages: fc.array(message, { minLength: 1, maxLength: 3 }) }),
    some({
      stream: fc.boolean(),
      stream_options: some({ include_usage: fc.boolean() }),
      n: fc.integer({ min: 1, max: 128 }),
      temperature: fc.double({ min: 0, max: 2, noNaN: true }),
      top_p: fc.double({ min: 0, max: 1, noNaN: true }),
      max_tokens: fc.integer({ min: 1 }),
      seed: fc.integer(),
      stop: fc.oneof(text, fc.array(text, { maxLength: 16 })),
      response_format: fc.oneof(
        fc.record({ type: fc.constantFrom('text', 'json_object') }),
        fc.record({
          type: fc.constant('json_schema'),
          json_schema: fc.record({ name: text, schema: object }, { requiredKeys: ['schema'] }),
        }),
      ),
      tools: fc.array(
        fc.record({
          type: fc.constant('function'),
          function: fc.record(
            { name: text, description: text, parameters: object },
            { requiredKeys: ['name'] },
          ),
        }),
        { maxLength: 2 },
      ),
      tool_choice: fc.oneof(
        fc.constantFrom('auto', 'none', 'required'),
        fc.record({ type: fc.constant('function'), function: fc.record({ name: text }) }),
      ),
    }),
  )
  .map(([needed, more]): Record<string, unknown> => ({ ...needed, ...more }))

type Path = readonly (string | number)[]
/** The places of values in a request; what is inside a schema is the schema's own. */
const places = (value: unknown, path: Path = []): Path[] => {
  const nested =
    typeof value === 'object' &&
    value !== null &&
    !['schema', 'parameters'].includes(String(path.at(-1)))
  const inside = nested
    ? Object.entries(value).flatMap(([key, part]) =>
        places(part, [...path, Array.isArray(value) ? Number(key) : key]),
      )
    : []
  return [...(path.length ? [path] : []), ...inside]
}
const at = (value: unknown, path: Path): unknown =>
  path.reduce<unknown>((part, key) => (part as Record<string, unknown>)[key], value)
const withAt = (value: unknown, path: Path, part: unknown): unknown => {
  const copy = structuredClone(value)
  ;(at(copy, path.slice(0, -1)) as Record<string | number, unknown>)[path.at(-1)!] = part
  return copy
}
/** Without what is null: to leave a field out and to say null is the same. */
const present = (value: unknown): unknown => {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(present)
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, part]) => (part === null ? [] : [[key, present(part)]])),
  )
}
/** Whether a field takes this kind of value beside its own. */
const takes = (path: Path, part: unknown): boolean => {
  const name = String(path.at(-1))
  if (part === null)
    return (
      // The name of a schema is the only one that may be left out.
      path.slice(-2).join('.') === 'json_schema.name' ||
      (![
        'model',
        'messages',
        'role',
        'type',
        'function',
        'name',
        'id',
        'arguments',
        'schema',
      ].includes(name) &&
        typeof path.at(-1) === 'string')
    )
  return typeof part === 'string' ? ['content', 'stop'].includes(name) : false
}

describe('a chat request', () => {
  it('is read as it was sent: no text trimmed, no value converted, keys in their order', () => {
    fc.assert(
      fc.property(request, fc.string(), (sent, key) => {
        const read = readChatRequest(
          key in sent || key === '__proto__'
            ? sent
            : { ...sent, [key]: { of: 'a later protocol' } },
        )
        expect(present(read)).toEqual(present(sent))
        expect(JSON.stringify(present(read.tools?.map((one) => one.function.parameters)))).toBe(
          JSON.stringify(
            present(
              (sent.tools as typeof read.tools)?.map((one) => one.function.parameters ?? null) ??
                undefined,
            ),
          ),
        )
      }),
    )
  })
  it('is refused by the path of a value of another kind, also of one that could be converted', () => {
    const other = fc.constantFrom<unknown>(
      null,
      '5',
      'true',
      '[]',
      '{}',
      5.5,
      true,
      'Function',
      'USER',
    )
    fc.assert(
      fc.property(request, fc.nat(), other, (sent, choice, part) => {
        const all = places(sent)
        const path = all[choice % all.length]!
        const before = at(sent, path)
        fc.pre(
          (typeof before !== typeof part || part === null) && before !== null && !takes(path, part),
        )
        const refusal = (() => {
          try {
            return readChatRequest(withAt(sent, path, part))
          } catch (error) {
            return error
          }
        })()
        expect(refusal).toBeInstanceOf(RefusedRequestError)
        expect(refusal).toMatchObject({ param: path.join('.') })
      }),
    )
  })
  it.each([
    [
      'a choice in other letters',
      { messages: [{ role: 'System' }] },
      'messages.0.role must be "system", got "System".',
    ],
    ['a number as text', { temperature: '0.5' }, 'temperature must be 0.5, got "0.5".'],
    ['a part of a number', { n: 1.5 }, 'n must be an integer, got 1.5.'],
    [
      'too many stops',
      { stop: Array.from({ length: 17 }, String) },
      'stop must have at most 16 items',
    ],
    ['a list as text', { messages: '[{"role":"user"}]' }, 'messages must be a list'],
    [
      'a function that is a text',
      { tool_choice: 'get' },
      'tool_choice must be one of: auto; none; required',
    ],
  ])('is refused for %s', (_, wrong, said) => {
    const sent = { model: 'x', messages: [{ role: 'user', content: 'a' }], ...wrong }
    expect(() => readChatRequest(sent)).toThrow(said)
  })
  it.each([null, 'text', [], 5])('that is %j is refused as a whole', (body) => {
    expect(() => readChatRequest(body)).toThrow('The body must be an object')
  })
})
