import { DefinitionError } from '../../error/definition-error.ts'
import type { Verifier } from './verifier.ts'

/** No two attributes are stored in one column. */
export const columnsUnique: Verifier = (info) =>
  [...Map.groupBy(info.attributes.values(), ({ column }) => column)]
    .filter(([, attributes]) => attributes.length > 1)
    .map(
      ([column, attributes]) =>
        new DefinitionError({
          resource: info.name,
          path: ['attributes'],
          problem: `${attributes.map(({ name }) => name).join(' and ')} are stored in one column, "${column}"`,
          fix: 'Name another with source(…).',
        }),
    )
