import { attempted, type Verifier } from './verifier.ts'

/** The expressions of relationships, calculations and aggregates mention fields that exist. */
export const expressionsResolve: Verifier = (info) => {
  const at = (group: string, name: string) => ({ resource: info.name, path: [group, name] })
  return [
    ...[...info.relationships.values()].flatMap((relationship) =>
      attempted(at('relationships', relationship.name), () => [relationship.filter, relationship.sort]),
    ),
    ...[...info.calculations.values()].flatMap((calculation) => attempted(at('calculations', calculation.name), () => [calculation.node, calculation.type])),
    ...[...info.aggregates.values()].flatMap((aggregate) => attempted(at('aggregates', aggregate.name), () => [aggregate.node, aggregate.type])),
  ]
}
