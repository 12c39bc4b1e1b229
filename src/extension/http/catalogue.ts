import type { Json } from '../../type/type.ts'
import type { Routes } from './routes.ts'

/** What there is to call, with the schema of each call. */
export const catalogue = (routes: Routes, basePath: string): Json => ({
  actions: [...routes.values()].flatMap((actions) =>
    [...actions.values()].map(({ resource, action, description: { name, kind, description, inputSchema, outputSchema } }) => ({
      name,
      kind,
      description,
      methods: kind === 'read' ? ['GET', 'POST'] : ['POST'],
      path: `${basePath}/${resource}/${action}`,
      input: inputSchema,
      output: outputSchema,
    })),
  ),
  openapi: `${basePath}/openapi.json`,
})
