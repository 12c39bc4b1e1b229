import { call, type Expr, expression, nodeOf, type Operand } from './node.ts'

/** Equal. Unknown where a side is null: ask `isNull` instead. */
export const eq = <T>(left: Expr<T>, right: Operand<NoInfer<T>>): Expr<boolean> => expression(call('eq', left.node, nodeOf(right)))
export const gt = <T extends number | Date | string>(left: Expr<T>, right: Operand<NoInfer<T>>): Expr<boolean> => expression(call('gt', left.node, nodeOf(right)))
/** True where all are, false where one is false, else unknown. */
export const and = (...conditions: readonly Expr<boolean>[]): Expr<boolean> => expression(call('and', ...conditions.map(nodeOf)))
export const or = (...conditions: readonly Expr<boolean>[]): Expr<boolean> => expression(call('or', ...conditions.map(nodeOf)))
export const concat = (...parts: readonly Operand<string>[]): Expr<string> => expression(call('concat', ...parts.map(nodeOf)))
