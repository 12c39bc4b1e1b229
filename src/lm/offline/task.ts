/** What a field holds, as far as a prompt says it. */
export interface Kind {
  readonly type: 'string' | 'number' | 'integer' | 'boolean' | 'date' | 'datetime' | 'choice' | 'list' | 'object'
  /** Of a choice. */
  readonly values?: readonly string[]
  /** Of a list. */
  readonly of?: Kind
  /** Of an object. */
  readonly properties?: readonly TaskField[]
  readonly minimum?: number
  readonly maximum?: number
  readonly maxItems?: number
  readonly minItems?: number
}

export interface TaskField {
  readonly name: string
  readonly kind: Kind
  readonly description: string
}

/** A solved example, values as the prompt's text. */
export interface TaskDemo {
  readonly input: Readonly<Record<string, string>>
  readonly output: Readonly<Record<string, string>>
}

export interface TaskTool {
  readonly name: string
  readonly description: string
  readonly parameters: readonly TaskField[]
}

export type Layout = 'chat' | 'json' | 'xml' | 'plain' | 'text'

/** A prompt without its wire form: the same content in any layout gives an equal task. */
export interface Task {
  readonly instructions: string
  readonly inputs: readonly TaskField[]
  readonly outputs: readonly TaskField[]
  readonly demos: readonly TaskDemo[]
  readonly query: Readonly<Record<string, string>>
  readonly layout: Layout
}
