import { AssumptionFailedError } from '../error/ashlar-error.ts'
import { shown } from '../text/shown.ts'
import type { Issue, Json, Result, Type } from './type.ts'

export type TypeParts<T> = Pick<Type<T>, 'name' | 'storage' | 'jsonSchema'> &
  Partial<Type<T>> & {
    /** Reads a value without applying the constraints. */
    readonly parse: (input: unknown) => Result<T>
    /** What the constraints say about a value that was read. */
    readonly check?: (value: T) => readonly Issue[]
    /**
     * That values are what the storage holds of them: `sure` where it holds nothing that `load`
     * would refuse. Known of texts that say nothing else.
     */
    readonly fidelity?: 'direct' | 'sure'
  }

/**
 * Builds a type from what is particular to it: `cast` parses and checks, `load` only parses
 * (constraints may be younger than the data).
 */
export const defineType = <T>({ parse, check, fidelity, ...particular }: TypeParts<T>): Type<T> => {
  const type: Type<T> = {
    constraints: {},
    description: particular.name,
    cast: (input) => {
      const parsed = parse(input)
      const issues = parsed.ok && check ? check(parsed.value) : []
      return issues.length ? { ok: false, issues } : parsed
    },
    dump: (value) => value,
    load: (stored) => {
      const parsed = parse(stored)
      if (parsed.ok) return parsed.value
      throw new AssumptionFailedError(
        `Storage holds a value that is not of the type ${particular.name}: it ${parsed.issues.map(({ message }) => message).join(', and ')}.`,
        {
          fix: 'Correct the stored value or the declared type.',
        },
      )
    },
    toJson: (value) => value as Json,
    equal: (left, right) => left === right,
    ...particular,
  }
  const plainText = particular.storage === 'text' && !particular.dump && !particular.load
  const direct =
    fidelity || plainText
      ? { dump: type.dump, load: type.load, sure: fidelity === 'sure' }
      : undefined
  return Object.freeze(direct ? { ...type, direct } : type)
}

/** A failed parse that names the value in its variables. */
export const mismatch = (
  code: string,
  message: string,
  input: unknown,
  variables: Record<string, unknown> = {},
) =>
  ({
    ok: false,
    issues: [{ path: [], code, message, variables: { value: shown(input), ...variables } }],
  }) as const satisfies Result<never>

export const broken = (
  code: string,
  message: string,
  variables: Record<string, unknown>,
): Issue => ({ path: [], code, message, variables })

/** A blank string stands for no value, as forms send it. */
export const isBlank = (input: unknown): boolean => typeof input === 'string' && input.trim() === ''

/** Leaves out what was not declared. */
export const declared = <O extends object>(
  options: O,
): { [K in keyof O]: Exclude<O[K], undefined> } =>
  Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as never
