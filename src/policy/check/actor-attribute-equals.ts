import { call, valueNode } from '../../expression/node.ts'
import { shown } from '../../type/shown.ts'
import { type Check, type CheckNames, defineCheck } from '../check.ts'

/** The actor's attribute has this value. For an anonymous caller it neither authorizes nor is it passed by `forbidIf`. */
export const actorAttributeEquals = <const Field extends string>(
  name: Field,
  value: string | number | boolean | Date,
): Check<CheckNames<never, never, never, Field>> => {
  const condition = call('eq', { kind: 'template', source: 'actor', path: [name] }, valueNode(value))
  return defineCheck(`the actor's ${name} is ${shown(value)}`, () => condition, { actorFields: [name] })
}
