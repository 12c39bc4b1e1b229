import { AshlarError } from './ashlar-error.ts'

/** A resource is used through an application that was not opened with it. */
export class ResourceNotOpened extends AshlarError {
  readonly class = 'framework'
  readonly code = 'resource_not_opened'
  constructor({ resource, opened }: { readonly resource: string; readonly opened: readonly string[] }) {
    const namesake = opened.includes(resource) ? ' Another class of that name is.' : ''
    super(`${resource} is not a resource of this application.${namesake} List the class among \`resources\` where the application is opened.`, {
      variables: { resource },
    })
  }
}
