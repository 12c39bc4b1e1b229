// What authors of data layers, engines, checks and types build on. An application needs none of it.
export type {
  AggregatePlan,
  Capability,
  Computed,
  CreatePlan,
  DataConnection,
  DataLayer,
  DataRow,
  DestroyPlan,
  LoadPlan,
  ReadPlan,
  SqlConnection,
  StorageWarning,
  UpdatePlan,
  Upsert,
} from '../data-layer/data-layer.ts'
export { inserted } from '../data-layer/data-layer.ts'
export type {
  AggregateInfo,
  AttributeInfo,
  CalculationInfo,
  IdentityInfo,
  IndexInfo,
  RelationshipInfo,
  ResourceInfo,
} from '../resource/info.ts'
export { resourceInfo } from '../resource/resource-info.ts'
export { bind, type Bindings } from '../expression/bind.ts'
export { describe as describeExpression } from '../expression/describe.ts'
export { aggregateValues, evaluate, holds } from '../expression/evaluate.ts'
export {
  type AggregateFunction,
  type AggregateNode,
  call,
  type CallNode,
  type ExistsNode,
  type Expr,
  expression,
  isExpression,
  type JoinCondition,
  type Node,
  nodeOf,
  type Operator,
  type Origin,
  type RefNode,
  refNode,
  type SortNode,
  type TemplateNode,
  type ValueNode,
  valueNode,
} from '../expression/node.ts'
export { emptyScope, type Scope } from '../expression/scope.ts'
export { defineType, type TypeParts } from '../type/define-type.ts'
export { fromStoredForm, isDirect, storedForm } from '../type/stored-form.ts'
export {
  type Issue,
  issue,
  type Json,
  type JsonSchema,
  ok,
  type Result,
  type Type,
} from '../type/type.ts'
export type { App, Extension } from '../app/app.ts'
export type { Notification, Notifier } from '../action/contract/notification.ts'
export {
  type Check,
  type CheckNames,
  type CheckRequest,
  type Decided,
  defineCheck,
} from '../policy/check.ts'

// A project's own declarations are written to .d.ts files by these names.
export type { AnyResource } from '../resource/resource.ts'
