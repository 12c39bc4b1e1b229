import type { Json, JsonSchema } from '../../type/type.ts'
import { outputSchema, recordSchema } from '../describe/output-schema.ts'
import type { Route, Routes } from './routes.ts'

export interface OpenApiInfo {
  readonly title: string
  readonly version: string
}

const json = (schema: JsonSchema): Json => ({ 'application/json': { schema } })
const failure = (description: string): Json => ({
  description,
  content: json({ $ref: '#/components/schemas/Errors' }),
})

const failures: Readonly<Record<string, Json>> = {
  400: failure('The input is not valid.'),
  401: failure('The caller is not signed in.'),
  403: failure('The caller may not do this.'),
  404: failure('The record does not exist, or the caller may not see it.'),
  409: failure('The record was changed in the meantime, or another has the same identity.'),
  default: failure('Something else went wrong.'),
}

const errors: JsonSchema = {
  type: 'object',
  properties: {
    errors: {
      type: 'array',
      items: {
        type: 'object',
        properties: {
          code: { type: 'string' },
          message: { type: 'string' },
          field: { type: 'string' },
          path: { type: 'array', items: { type: ['string', 'integer'] } },
        },
        required: ['code', 'message'],
      },
    },
  },
  required: ['errors'],
}

const responses = ({ description: { action, load } }: Route): Json => {
  const record: JsonSchema = { $ref: `#/components/schemas/${action.resource.name}` }
  return {
    [action.kind === 'create' ? 201 : 200]: {
      description: 'The result of the action.',
      content: json(outputSchema(action, load, record)),
    },
    ...failures,
  }
}

const parameter = (name: string, schema: JsonSchema, required: boolean): Json => {
  const isJson = schema.type === 'object'
  return {
    name,
    in: 'query',
    required,
    ...(isJson
      ? { content: json(schema) }
      : {
          schema,
          ...(schema.type === 'array'
            ? { style: 'form', explode: name !== 'sort' && name !== 'load' }
            : {}),
        }),
  }
}

const parameters = ({ description: { inputSchema } }: Route): Json => {
  const required = inputSchema.required as readonly string[]
  return Object.entries(inputSchema.properties as Readonly<Record<string, JsonSchema>>).map(
    ([name, schema]) => parameter(name, schema, required.includes(name)),
  )
}

const operations = (route: Route): Json => {
  const { kind, name, description, inputSchema, action } = route.description
  const shared = { tags: [action.resource.name], description, responses: responses(route) }
  return {
    ...(kind === 'read'
      ? { get: { operationId: `${name}_get`, ...shared, parameters: parameters(route) } }
      : {}),
    post: {
      operationId: name,
      ...shared,
      requestBody: { required: true, content: json(inputSchema) },
    },
  }
}

/** The OpenAPI 3.1 document of an app's public actions. */
export const openApi = (routes: Routes, basePath: string, info: OpenApiInfo): Json => {
  const all = [...routes.values()].flatMap((actions) => [...actions.values()])
  const resources = new Set(all.map(({ description }) => description.action.resource))
  return {
    openapi: '3.1.0',
    info: { title: info.title, version: info.version },
    servers: [{ url: basePath }],
    paths: Object.fromEntries(
      all.map((route) => [`/${route.resource}/${route.action}`, operations(route)]),
    ),
    components: {
      schemas: {
        Errors: errors,
        ...Object.fromEntries(
          [...resources].map((resource) => [resource.name, recordSchema(resource)]),
        ),
      },
    },
  }
}
