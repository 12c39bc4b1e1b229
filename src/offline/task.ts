/** The content of a field, as far as a prompt describes it. */
export interface Kind {
  readonly type:
    | 'string'
    | 'number'
    | 'integer'
    | 'boolean'
    | 'date'
    | 'datetime'
    | 'choice'
    | 'list'
    | 'object'
  /** Of a choice. */
  readonly values?: readonly string[]
  /** Of a list. */
  readonly of?: Kind
  /** Of an object. */
  readonly properties?: readonly TaskField[]
  readonly nullable?: boolean
  /** Of a string: a line of text, not prose. */
  readonly line?: boolean
  readonly minimum?: number
  readonly maximum?: number
  /** What a number must be greater than, and less than. */
  readonly above?: number
  readonly below?: number
  readonly multipleOf?: number
  readonly maxItems?: number
  readonly minItems?: number
  readonly uniqueItems?: boolean
  /** Of a string, in code points. */
  readonly minLength?: number
  readonly maxLength?: number
  readonly pattern?: Pattern
  /** A format of JSON Schema: `uuid`, `email`. */
  readonly format?: string
}

/** A regular expression as it is written. */
export interface Pattern {
  readonly source: string
  readonly flags: string
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

export type PromptLayout = 'chat' | 'json' | 'xml' | 'plain' | 'text'

/** A prompt without its wire form: the same content in any layout results in an equal task. */
export interface PromptTask {
  readonly instructions: string
  readonly inputs: readonly TaskField[]
  readonly outputs: readonly TaskField[]
  readonly demos: readonly TaskDemo[]
  readonly query: Readonly<Record<string, string>>
  readonly layout: PromptLayout
}
