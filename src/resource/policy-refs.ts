import type { ResourceInfo } from './info.ts'
import { refsOf } from './make-refs.ts'
import { actorRefs } from './template-refs.ts'

const known = new WeakMap<ResourceInfo, Readonly<Record<string, unknown>>>()

/** What policies are given: the resource's references, and `actor`. */
export const policyRefs = (info: ResourceInfo): Readonly<Record<string, unknown>> => {
  const made = known.get(info) ?? new Proxy(refsOf(info), { get: (refs, name) => (name === 'actor' ? actorRefs : Reflect.get(refs, name)) })
  known.set(info, made)
  return made
}
