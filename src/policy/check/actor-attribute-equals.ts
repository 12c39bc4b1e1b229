import { call, valueNode } from '../../expression/node.ts'
import { shown } from '../../type/shown.ts'
import { type Check, defineCheck } from '../check.ts'

/** The actor's attribute has this value. For an anonymous caller it neither authorizes nor is it passed by `forbidIf`. */
export const actorAttributeEquals = (name: string, value: string | number | boolean | Date): Check => {
  const condition = call('eq', { kind: 'template', source: 'actor', path: [name] }, valueNode(value))
  return defineCheck(`the actor's ${name} is ${shown(value)}`, () => condition)
}
