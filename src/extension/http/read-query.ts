import { fieldOf } from '../../type/field.ts'
import type { Control } from '../derive/controls.ts'
import type { ActionDescription } from '../derive/describe-action.ts'
import { parseJson } from '../../server/read-json.ts'

const whole = (text: string): unknown => (/^-?\d{1,15}$/.test(text) ? Number(text) : text)
const names = (text: string): unknown => (text.trimStart().startsWith('[') ? parseJson(text, 'A list in the query') : text.split(',').filter(Boolean))

const readControl = (control: Control, text: string): unknown => {
  switch (control) {
    case 'filter':
      return parseJson(text, 'The filter')
    case 'sort':
    case 'load':
      return names(text)
    case 'limit':
    case 'offset':
      return whole(text)
    case 'count':
      return text === 'true' || (text === 'false' ? false : text)
    case 'after':
    case 'before':
      return text
  }
}

const readArgument = (isList: boolean, texts: readonly string[]): unknown => {
  const [text = ''] = texts
  if (isList) return texts.length === 1 && text.trimStart().startsWith('[') ? parseJson(text, 'A list in the query') : texts
  return texts.length === 1 ? text : texts
}

/** The input that a query string stands for: `filter` is JSON, `sort` and `load` are JSON lists or names with commas, arguments are plain text, repeated for lists. */
export const readQuery = ({ controls, fields }: ActionDescription, query: URLSearchParams): Record<string, unknown> =>
  Object.fromEntries(
    [...new Set(query.keys())].map((name) => {
      const texts = query.getAll(name)
      const argument = Object.hasOwn(fields.arguments, name) ? fields.arguments[name] : undefined
      if (argument) return [name, readArgument(fieldOf(argument).type.of !== undefined, texts)]
      const control = controls.find((candidate) => candidate === name)
      return [name, control ? readControl(control, texts[0] ?? '') : texts[0]]
    }),
  )
