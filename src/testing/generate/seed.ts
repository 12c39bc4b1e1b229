import { type ActionInfo, actionInfo, primaryAction } from '../../action/contract/action-info.ts'
import type { Action, ActionInput } from '../../action/contract/action.ts'
import type { Session } from '../../action/contract/session.ts'
import { DefinitionError } from '../../error/definition-error.ts'
import { type Random, seededRandom } from '../../evaluate/random.ts'
import type { AnyResource, AttributesOf, Row } from '../../resource/resource.ts'
import { resourceInfo } from '../../resource/resource-info.ts'
import { type AnyField, fieldOf } from '../../type/field.ts'
import { generateFields, uniqueIn, type Values } from './generate.ts'

const mostRelated = 1000

// oxlint-disable-next-line typescript/no-explicit-any -- a bound, any create of the resource fits
type CreateOf<X> = Action<'create', X, any, any>

/** Without an action that says what it takes, values are those of attributes. */
type SeedValues<X, Act> =
  unknown extends ActionInput<Act>
    ? Values<AttributesOf<X>>
    : {
        readonly [K in keyof ActionInput<Act>]?:
          | ActionInput<Act>[K]
          | ((random: Random, index: number) => ActionInput<Act>[K])
      }

export interface SeedOptions<X, Act extends CreateOf<X>> {
  /** How many records. Default 10. */
  readonly count?: number
  /** Equal seeds make equal inputs. Default 1. */
  readonly seed?: number | string
  /** Default: the resource's primary create. */
  readonly action?: Act
  /** For inputs whose values a test chooses, and for those that cannot be made up. */
  readonly values?: SeedValues<X, Act>
}

const createOf = (resource: AnyResource, action: CreateOf<unknown> | undefined): ActionInfo => {
  const info = resourceInfo(resource)
  const create = action ? actionInfo(action) : primaryAction(info, 'create')
  if (create) return create
  throw new DefinitionError({
    resource: info.name,
    problem: 'it has no create action to seed it with',
    fix: 'Declare one, or use generate() and store the records yourself.',
  })
}

const inputFields = ({ resource, accept, inputArguments }: ActionInfo): Record<string, AnyField> =>
  Object.fromEntries([
    ...accept.map((name) => [name, resource.attributes.get(name)!.field] as const),
    ...Object.entries(inputArguments).map(([name, field]) => [name, fieldOf(field)] as const),
  ])

type Key = (random: Random) => unknown

/** Keys of records that exist, for the keys of related records that an action takes. */
const relatedKeys = async (
  session: Session,
  { resource, label }: ActionInfo,
  fields: Readonly<Record<string, AnyField>>,
  values: Readonly<Record<string, unknown>>,
): Promise<Record<string, Key>> => {
  const keys: Record<string, Key> = {}
  for (const relationship of resource.relationships.values()) {
    const { kind, sourceAttribute: key, destination, destinationAttribute } = relationship
    if (kind !== 'belongsTo' || !Object.hasOwn(fields, key) || values[key] !== undefined) continue
    const records = await session.query(destination.resource, { limit: mostRelated })
    const nullable = fields[key]!.options.nullable
    if (records.length === 0 && !nullable)
      throw new DefinitionError({
        resource: label,
        path: [key],
        problem: `there is no ${destination.name} that it could belong to`,
        fix: `Seed ${destination.name} first, or pass values: { ${key}: … }.`,
      })
    const keyValues = records.map(
      (record) => (record as Readonly<Record<string, unknown>>)[destinationAttribute],
    )
    keys[key] = (random) => keyValues[random.integer(keyValues.length)] ?? null
  }
  return keys
}

/**
 * Creates records through a create action, with inputs made up from the types of what the action
 * takes, so that defaults, changes, validations, policies and hooks do their work. A key of a
 * related record is that of one that the session sees; seed those first.
 *
 * @example
 * await seed(session, Author, { count: 3 })
 * await seed(session, Post, { count: 50, seed: 7, values: { status: 'published' } })
 */
export const seed = async <X extends AnyResource, Act extends CreateOf<X> = CreateOf<X>>(
  session: Session,
  resource: X,
  { count = 10, seed: start = 1, action, values = {} }: SeedOptions<X, Act> = {},
): Promise<Row<X>[]> => {
  const create = createOf(resource, action)
  const fields = inputFields(create)
  const own = values as Readonly<Record<string, unknown>>
  const related = await relatedKeys(session, create, fields, own)
  const inputs = generateFields({
    name: create.label,
    fields,
    unique: uniqueIn(create.resource, Object.keys(fields)),
    values: { ...related, ...own },
    count,
    seed: `${seededRandom(start).next()}/${create.label}`,
  })
  const records: Row<X>[] = []
  for (const input of inputs) records.push((await session.run(create.action, input)) as Row<X>)
  return records
}
