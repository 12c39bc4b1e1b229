import { DefinitionError } from '../../error/definition-error.ts'
import type { ResourceInfo } from '../info.ts'
import type { Verifier } from './verifier.ts'

const groups = ['attributes', 'relationships', 'calculations', 'aggregates'] as const
const reserved = new Set(['constructor', '__proto__', 'prototype', 'actor', 'and', 'or', 'not'])

const places = (info: ResourceInfo): [string, string][] => groups.flatMap((group) => [...info[group].keys()].map((name): [string, string] => [name, group]))

/** A name means one thing: attributes, relationships, calculations and aggregates share theirs, and some words are taken. */
export const namesUnique: Verifier = (info) => {
  const all = Map.groupBy(places(info), ([name]) => name)
  return [...all].flatMap(([name, found]) => {
    const path = [found[0]![1], name]
    const twice =
      found.length > 1
        ? [new DefinitionError({ resource: info.name, path, problem: `the name is used among the ${found.map(([, group]) => group).join(' and the ')}` })]
        : []
    const taken = reserved.has(name)
      ? [new DefinitionError({ resource: info.name, path, problem: `"${name}" has a meaning of its own in policies and filters`, fix: 'Choose another name.' })]
      : []
    return [...twice, ...taken]
  })
}
