import { nodeOf } from '../expression/node.ts'
import { fieldOf } from '../type/field.ts'
import type { Calculation } from './calculation.ts'
import type { CalculationInfo, ResourceInfo } from './info.ts'
import { lazyObject } from './lazy.ts'
import { makeRefs } from './make-refs.ts'

export const calculationInfo = (source: ResourceInfo, name: string, { type, define, options }: Calculation<unknown>): CalculationInfo =>
  lazyObject<CalculationInfo>({
    name: () => name,
    type: () => fieldOf(type).type as CalculationInfo['type'],
    public: () => options.public === true,
    description: () => options.description,
    node: () => nodeOf(define(makeRefs(source))),
  })
