import { DefinitionError } from '../error/definition-error.ts'
import type { ResourceInfo } from './info.ts'

/** One rule about a declaration: everything in a resource that breaks it. */
export type Verifier = (info: ResourceInfo) => readonly DefinitionError[]

export interface DeclarationPlace {
  readonly resource: string
  readonly path: readonly (string | number)[]
}

const placed = ({ resource, path }: DeclarationPlace, error: DefinitionError): DefinitionError => {
  const { problem, fix } = error.variables as { readonly problem: string; readonly fix?: string }
  const elsewhere =
    error.variables.resource === resource ? '' : `${String(error.variables.resource)}: `
  return new DefinitionError({
    resource,
    path,
    problem: `${elsewhere}${problem}`,
    ...(fix === undefined ? {} : { fix }),
    cause: error,
  })
}

/**
 * Runs what a declaration holds (a thunk, an expression) and returns what was wrong with it;
 * anything it throws is a definition error.
 */
export const attempted = (
  { resource, path }: DeclarationPlace,
  run: () => unknown,
): DefinitionError[] => {
  try {
    run()
    return []
  } catch (error) {
    if (DefinitionError.isInstance(error))
      return [error.path.length ? error : placed({ resource, path }, error)]
    return [
      new DefinitionError({
        resource,
        path,
        problem: `it fails when it is evaluated: ${error instanceof Error ? error.message : String(error)}`,
        cause: error,
      }),
    ]
  }
}
