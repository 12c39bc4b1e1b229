import { type ActionFields, actionFields } from '../../action/contract/action-fields.ts'
import { type ActionInfo, actionsInfo } from '../../action/contract/action-info.ts'
import type { ActionKind } from '../../action/contract/action.ts'
import type { ResourceInfo } from '../../resource/info.ts'
import { snakeCase } from '../../resource/table-name.ts'
import { isOptional } from '../../type/cast-field.ts'
import { fieldOf } from '../../type/field.ts'
import { fieldJsonSchema } from '../../type/json-schema.ts'
import type { JsonSchema } from '../../type/type.ts'
import { controlSchema } from './control-schema.ts'
import { type Control, controlsOf, isListRead, type PageLimits, pageLimits } from './controls.ts'
import type { FilterDetail } from './filter-schema.ts'
import type { LoadRequest } from './load-request.ts'
import { outputSchema } from './output-schema.ts'
import { publicAttributes } from './public-fields.ts'

/** `post_suggest_title`: the action among all actions of an app. */
const snakeName = ({ resource, name }: Pick<ActionInfo, 'resource' | 'name'>): string =>
  `${snakeCase(resource.name)}_${snakeCase(name)}`

/** `suggest-title`, `blog-post`: a name as a segment of a path. */
export const kebabCase = (name: string): string => snakeCase(name).replaceAll('_', '-')

/**
 * What every interface derives from an action, once: its input, its output, its limits. Plain data
 * but for `action`.
 */
export interface ActionDescription {
  /** Unique in an app: `post_suggest_title`. */
  readonly name: string
  readonly kind: ActionKind
  readonly description: string
  readonly inputSchema: JsonSchema
  readonly outputSchema: JsonSchema
  /** The attributes that records are given out with. */
  readonly publicFields: readonly string[]
  readonly fields: ActionFields
  /** The names of all fields. */
  readonly inputs: ReadonlySet<string>
  readonly controls: readonly Control[]
  readonly page: PageLimits
  /** What is loaded whatever the caller says. */
  readonly load: LoadRequest
  readonly action: ActionInfo
}

export interface DescribeOptions {
  /**
   * `caller`: an input `load` names public relationships and calculations. Else what the developer
   * chose, private ones included. Default: nothing.
   */
  readonly load?: 'caller' | LoadRequest
  readonly filter?: FilterDetail
}

const verbs = { create: 'Creates a new', update: 'Changes the', destroy: 'Removes the' } as const

const sentence = (action: ActionInfo): string => {
  const { kind, name, resource } = action
  const words = name.replaceAll(/([A-Z])/g, ' $1').toLowerCase()
  if (kind === 'action') return `${resource.name}: ${words}.`
  if (kind === 'read')
    return `${isListRead(action) ? `Finds ${resource.name} records` : `Finds one ${resource.name}`} (${words}).`
  return `${verbs[kind]} ${resource.name}${kind === 'create' ? '' : ' with this key'} (${words}).`
}

const inputSchema = (
  kind: ActionKind,
  fields: ActionFields,
  controls: readonly (readonly [Control, JsonSchema])[],
): JsonSchema => {
  const schemaOf = (group: keyof ActionFields) =>
    Object.entries(fields[group]).map(
      ([name, like]) =>
        [name, fieldJsonSchema(like, group === 'key' ? 'output' : 'input')] as const,
    )
  // What an update leaves out stays as it is: no default of a new record holds.
  const attributes = schemaOf('attributes').map(
    ([name, { default: declared, ...schema }]) =>
      [
        name,
        kind === 'update' || declared === undefined ? schema : { ...schema, default: declared },
      ] as const,
  )
  const needed = (group: 'attributes' | 'arguments') =>
    Object.entries(fields[group]).flatMap(([name, like]) =>
      isOptional(fieldOf(like)) ? [] : [name],
    )
  return {
    type: 'object',
    properties: Object.fromEntries([
      ...schemaOf('key'),
      ...attributes,
      ...schemaOf('arguments'),
      ...controls,
    ]),
    required: [
      ...new Set([
        ...Object.keys(fields.key),
        ...(kind === 'update' ? [] : needed('attributes')),
        ...needed('arguments'),
      ]),
    ],
    additionalProperties: false,
  }
}

/** Derives an action's description. Where it is shown to many callers, make it once. */
export const describeAction = (
  action: ActionInfo,
  { load = {}, filter = 'full' }: DescribeOptions = {},
): ActionDescription => {
  const { resource } = action
  const fields = actionFields(action)
  const inputs = new Set(Object.values(fields).flatMap((group) => Object.keys(group)))
  const controls = controlsOf(action, inputs, { load: load === 'caller' })
  const page = pageLimits(action)
  const loaded = load === 'caller' ? {} : load
  return Object.freeze({
    name: snakeName(action),
    kind: action.kind,
    description: action.description ?? sentence(action),
    inputSchema: inputSchema(
      action.kind,
      fields,
      controls.map(
        (control) => [control, controlSchema(control, { resource, page, filter })] as const,
      ),
    ),
    outputSchema: outputSchema(action, loaded),
    publicFields: publicAttributes(resource).map(({ name }) => name),
    fields,
    inputs,
    controls,
    page,
    load: loaded,
    action,
  })
}

/** The public actions of an app's resources, in the order of their declaration. */
export const exposedActions = (app: {
  readonly resources: readonly ResourceInfo[]
}): ActionInfo[] =>
  app.resources.flatMap(({ resource }) =>
    [...actionsInfo(resource).values()].filter((action) => action.public),
  )
