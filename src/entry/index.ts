export {
  action,
  type Action,
  type ActionInput,
  type ActionKind,
  type ActionOutput,
  create,
  destroy,
  get,
  read,
  update,
} from '../action/contract/action.ts'
export { increment } from '../action/changes.ts'
export { optimisticLock } from '../action/changes.ts'
export { relateActor } from '../action/changes.ts'
export { setAttribute } from '../action/changes.ts'
export { setNewAttribute } from '../action/changes.ts'
export { when } from '../action/changes.ts'
export type { Change, ChangeContext } from '../action/contract/changeset.ts'
export { requiresRecord } from '../action/contract/changeset.ts'
export type { Changeset } from '../action/contract/changeset.ts'
export type { ActionContext } from '../action/contract/context.ts'
export type { FilterInput, SortInput } from '../action/contract/action.ts'
export type { Notification, Notifier } from '../action/contract/notification.ts'
export type { Preparation, QueryBuilder } from '../action/contract/context.ts'
export type { CallerLimits } from '../action/limits.ts'
export { sessionKey } from '../action/contract/session.ts'
export type {
  BulkResult,
  Page,
  PageRequest,
  Query,
  RunOptions,
  Session,
} from '../action/contract/session.ts'
export { absent } from '../action/validations.ts'
export { attributeEquals } from '../action/validations.ts'
export { changing } from '../action/validations.ts'
export { compare } from '../action/validations.ts'
export { confirm } from '../action/validations.ts'
export { match } from '../action/validations.ts'
export { oneOf } from '../action/validations.ts'
export { present } from '../action/validations.ts'
export { stringLength } from '../action/validations.ts'
export { validate } from '../action/validations.ts'
export { actorKey } from '../context/context.ts'
export { Context, type ContextKey, contextKey, currentContext } from '../context/context.ts'
export type { DataLayer } from '../data-layer/data-layer.ts'
export { memory } from '../data-layer/memory/memory.ts'
export type { App, AppDeclaration, OpenOptions } from '../app/app.ts'
export type { Extension } from '../app/app.ts'
export type { Warning } from '../app/warning.ts'
export { app } from '../app/open-app.ts'
export { AshlarError, type ErrorClass } from '../error/ashlar-error.ts'
export { ErrorGroup, toErrors } from '../error/error-group.ts'
export { ForbiddenError } from '../error/forbidden-error.ts'
export { renderError } from '../error/error-group.ts'
export type { Expr } from '../expression/node.ts'
export type { TimeUnit } from '../expression/time.ts'
export * from '../expression/operators.ts'
export { prompt } from '../learning/prompt.ts'
export { tool, type Tool } from '../interface/tool/tool.ts'
export { availableTools, toolsOf } from '../interface/tool/tools-of.ts'
export { chainOfThought } from '../module/predict/chain-of-thought.ts'
export { compose } from '../module/compose.ts'
export type { CallOptions, Module, ModuleState, TraceEntry } from '../module/module.ts'
export { predict } from '../module/predict/predict.ts'
export { type Passage, retrieve } from '../module/retrieve.ts'
export { type RunInfo, runOf, usageOf } from '../module/prediction.ts'
export { loadState, saveState } from '../module/state/save-state.ts'
export { type Check, type CheckNames, defineCheck } from '../policy/check.ts'
export { actionIs } from '../policy/checks.ts'
export { actorAttributeEquals } from '../policy/checks.ts'
export { actorPresent } from '../policy/checks.ts'
export { always } from '../policy/checks.ts'
export { changingAttributes } from '../policy/checks.ts'
export { matches } from '../policy/checks.ts'
export { never } from '../policy/checks.ts'
export { relatesToActorVia } from '../policy/checks.ts'
export { type Explanation, explain } from '../policy/explain.ts'
export { explanationText } from '../policy/explanation-text.ts'
export { avg, count, exists, first, list, max, min, sum } from '../resource/aggregate.ts'
export { calculate } from '../resource/calculation.ts'
export { identity } from '../resource/indexes.ts'
export {
  index,
  type Index,
  type IndexKey,
  type IndexMethod,
  type IndexOptions,
} from '../resource/indexes.ts'
export type { ResourceInfo } from '../resource/info.ts'
export { related } from '../resource/load.ts'
export { belongsTo, hasMany, hasOne, manyToMany } from '../resource/relationship.ts'
export { resourceInfo } from '../resource/resource-info.ts'
export { Resource, type Row } from '../resource/resource.ts'
export { type In, type Prediction, Signature } from '../signature/signature.ts'
export { type Field, field } from '../type/field.ts'
export { t } from '../type/t.ts'
export type { Json, JsonSchema, Type } from '../type/type.ts'

// A project's own declarations are written to .d.ts files by these names.
export type { Aggregate } from '../resource/aggregate.ts'
export type { Calculation } from '../resource/calculation.ts'
export type { Identity } from '../resource/indexes.ts'
export type { Related } from '../resource/load.ts'
export type { ActorRefs, ArgumentRefs, Many, Refs } from '../resource/refs.ts'
export type { BelongsTo, HasMany, HasOne, ManyToMany } from '../resource/relationship.ts'
export type { ResourceClass } from '../resource/resource.ts'
export type {
  NamesOf as PolicyNames,
  Policy,
  PolicyBuilder,
  PolicyDeclaration,
  PolicyRefs,
} from '../policy/policy.ts'
export type { Reasoning } from '../module/predict/chain-of-thought.ts'
export type { RetrievePassages } from '../module/retrieve.ts'
export type { SignatureClass, StringSignature } from '../signature/signature.ts'
export type { Flat, InputOf, RecordOf, TypeOf } from '../type/field.ts'
export type { FieldsOf, OutputFieldsOf } from '../type/field.ts'
