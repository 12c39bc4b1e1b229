export {
  action,
  type Action,
  type ActionInput,
  type ActionKind,
  type ActionMakers,
  type ActionOutput,
  create,
  type CreateDefinition,
  destroy,
  type DestroyDefinition,
  type GenericDefinition,
  get,
  type KeyInput,
  read,
  type ReadDefinition,
  type ReturnOf,
  update,
  type UpdateDefinition,
} from '../action/contract/action.ts'
export { increment } from '../action/changes.ts'
export { optimisticLock } from '../action/changes.ts'
export { relateActor } from '../action/changes.ts'
export { setAttribute } from '../action/changes.ts'
export { setNewAttribute } from '../action/changes.ts'
export { when } from '../action/changes.ts'
export type { Change, ChangeContext } from '../action/contract/changeset.ts'
export { requiresRecord } from '../action/contract/changeset.ts'
export type {
  AfterHook,
  AfterTransactionHook,
  BeforeHook,
  Changeset,
  Outcome,
} from '../action/contract/changeset.ts'
export type { ActionContext } from '../action/contract/context.ts'
export type { FilterInput, SortInput } from '../action/contract/action.ts'
export type { Notification, Notifier } from '../action/contract/notification.ts'
export type { Preparation, QueryBuilder } from '../action/contract/context.ts'
export type { When } from '../action/changes.ts'
export type {
  Bounds as CompareOptions,
  Fault,
  RuleOptions,
  StringLength,
  Transition,
} from '../action/validations.ts'
export { sessionKey } from '../action/contract/session.ts'
export type {
  BulkCallOptions,
  BulkOutcome,
  BulkResult,
  Page,
  PageOptions,
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
export { actorKey, clockKey } from '../context/context.ts'
export { Context, type ContextKey, contextKey, currentContext } from '../context/context.ts'
export type { Log } from '../context/log.ts'
export type { DataLayer } from '../data-layer/data-layer.ts'
export { memory, type MemoryOptions } from '../data-layer/memory/memory.ts'
export type { App, AppDeclaration, OpenOptions } from '../app/app.ts'
export type { Extension } from '../app/app.ts'
export type { DevelopmentOptions } from '../app/development.ts'
export type { Warning } from '../app/warning.ts'
export { app } from '../app/open-app.ts'
export {
  AshlarError,
  AssumptionFailedError,
  type ErrorClass,
  type ErrorOptions,
  isRetryable,
  UnknownError,
} from '../error/ashlar-error.ts'
export { CapabilityMissingError, TenancyMissingError } from '../error/capability-missing.ts'
export {
  ConnectionFailedError,
  type ConnectionFailure,
  TimeoutError,
} from '../error/connection-failed.ts'
export { DefinitionError, type DefinitionProblem } from '../error/definition-error.ts'
export type { ErrorCode } from '../error/error-code.ts'
export {
  ErrorGroup,
  ErrorsOmittedError,
  groupErrors,
  renderError,
  type RenderedError,
  toErrors,
} from '../error/error-group.ts'
export { ForbiddenError, type Refusal, UnauthenticatedError } from '../error/forbidden-error.ts'
export {
  InvalidArgumentError,
  InvalidAttributeError,
  InvalidFilterValueError,
  type InvalidValue,
  RequiredError,
} from '../error/invalid-value.ts'
export { LmInTransactionError } from '../error/lm-error.ts'
export {
  NoSuchActionError,
  NoSuchFieldError,
  NoSuchInputError,
  UnsortableFieldError,
} from '../error/no-such-name.ts'
export { NotFoundError, StaleRecordError } from '../error/not-found.ts'
export {
  ConnectionsTakenError,
  IdentityTakenError,
  NumberOutOfRangeError,
  TransactionBlockedError,
  TransactionConflictError,
} from '../data-layer/errors.ts'
export { ResourceNotOpenedError } from '../action/contract/action-info.ts'
export { InvalidPageError } from '../action/page/cursor.ts'
export { MultipleResultsError } from '../action/read/read-action.ts'
export { FieldNotLoadedError } from '../expression/bind.ts'
export { InvalidOperandError } from '../expression/literal.ts'
export { ExpressionTooLargeError } from '../expression/node.ts'
export { InvalidStateError, StateSignatureMismatchError } from '../module/state/invalid-state.ts'
export { IncomparableError } from '../resource/typed-operands.ts'
export type { Expr, Operand } from '../expression/node.ts'
export type { TimeUnit } from '../expression/time.ts'
export * from '../expression/operators.ts'
export { prompt, type PromptOptions } from '../learning/prompt.ts'
export { tool, type Tool, type ToolOptions, type ToolResult } from '../interface/tool/tool.ts'
export { availableTools, type ToolSelection, toolsOf } from '../interface/tool/tools-of.ts'
export { chainOfThought, type ChainOfThoughtOptions } from '../module/predict/chain-of-thought.ts'
export { compose, type ComposeOptions } from '../module/compose.ts'
export type {
  CallOptions,
  Module,
  ModuleState,
  PredictorState,
  TraceEntry,
} from '../module/module.ts'
export { predict } from '../module/predict/predict.ts'
export {
  type Passage,
  retrieve,
  type RetrieveOptions,
  type SearchOptions,
} from '../module/retrieve.ts'
export { history, type HistoryOptions } from '../module/inspect.ts'
export { inspect, type RunInfo, runOf, usageOf } from '../module/prediction.ts'
export { loadState, saveState } from '../module/state/save-state.ts'
export {
  type Check,
  type CheckNames,
  type CheckRequest,
  type Decided,
  defineCheck,
} from '../policy/check.ts'
export { actionIs } from '../policy/checks.ts'
export { actorAttributeEquals } from '../policy/checks.ts'
export { actorPresent } from '../policy/checks.ts'
export { always } from '../policy/checks.ts'
export { changingAttributes } from '../policy/checks.ts'
export { matches } from '../policy/checks.ts'
export { never } from '../policy/checks.ts'
export { relatesToActorVia } from '../policy/checks.ts'
export { type Explanation, explain, type PolicyExplanation } from '../policy/explain.ts'
export { explanationText } from '../policy/explanation-text.ts'
export type { AggregateOptions } from '../resource/aggregate.ts'
export { avg, count, exists, first, list, max, min, sum } from '../resource/aggregate.ts'
export { calculate, type CalculationOptions } from '../resource/calculation.ts'
export { identity, type IdentityOptions } from '../resource/indexes.ts'
export {
  index,
  type Index,
  type IndexKey,
  type IndexMethod,
  type IndexOptions,
} from '../resource/indexes.ts'
export type { ResourceInfo } from '../resource/info.ts'
export { type Load, type Loaded, type LoadQuery, related, type SortKey } from '../resource/load.ts'
export {
  belongsTo,
  type BelongsToOptions,
  hasMany,
  hasOne,
  manyToMany,
  type ManyToManyOptions,
  type RelationshipOptions,
} from '../resource/relationship.ts'
export { resourceInfo } from '../resource/resource-info.ts'
export { Resource, type ResourceOptions, type Row } from '../resource/resource.ts'
export { type In, type Prediction, Signature } from '../signature/signature.ts'
export { type Field, field, type FieldOptions } from '../type/field.ts'
export { defineType, type TypeParts } from '../type/define-type.ts'
export { t } from '../type/t.ts'
export type { Issue, Json, JsonSchema, Result, Type } from '../type/type.ts'

// A project's own declarations are written to .d.ts files by these names.
export type { Aggregate } from '../resource/aggregate.ts'
export type { Calculation } from '../resource/calculation.ts'
export type { AppLimits, CallerLimits, RequestLimits } from '../text/limits.ts'
export type { Identity } from '../resource/indexes.ts'
export type { Related } from '../resource/load.ts'
export type { ActorRefs, ArgumentRefs, AttributeRefs, Many, Refs } from '../resource/refs.ts'
export type { BelongsTo, HasMany, HasOne, ManyToMany } from '../resource/relationship.ts'
export type { AttributesOf, ResourceClass } from '../resource/resource.ts'
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
export type {
  FieldLike,
  Fields,
  Flat,
  InputOf,
  RecordOf,
  SelectedOf,
  TypeOf,
} from '../type/field.ts'
export type { StepNames } from '../action/contract/step-names.ts'
export type { FieldsOf, OutputFieldsOf } from '../type/field.ts'
export type {
  AttributeValue,
  NumberAttribute,
  RelateActorOptions,
  ValueOrFunction,
} from '../action/changes.ts'
export type { ActionResource, AnyAction } from '../action/contract/action.ts'
export type { ServableApp } from '../interface/describe/serve.ts'
export type { LmCall } from '../lm/history.ts'
export type { LmUsage } from '../lm/language-model.ts'
export type { CompositeBody } from '../module/compose.ts'
export type { AnyModule } from '../module/module.ts'
export type { ChainOfThought } from '../module/predict/chain-of-thought.ts'
export type { Predict } from '../module/predict/predict.ts'
export type { AttributeChange, RelatesOptions } from '../policy/checks.ts'
export type { AuthorizationRequest } from '../policy/fold-policies.ts'
export type { LoadNames, NothingToLoad } from '../resource/load.ts'
export type { BaseRefs, FieldsAt } from '../resource/refs.ts'
export type {
  AggregatesOf,
  AnyResource,
  CalculationsOf,
  DestinationOf,
  RelationshipsOf,
} from '../resource/resource.ts'
export type { AnySignature, SignatureFunction } from '../signature/signature.ts'
export type { IsOptional } from '../type/field.ts'
export type { FloatOptions } from '../type/float.ts'
export type { IntegerOptions } from '../type/integer.ts'
export type { ListOptions } from '../type/list.ts'
export type { StringOptions } from '../type/string.ts'
export type { MapOf, OneOf } from '../type/t.ts'
export type { StandardSchemaV1 } from '@standard-schema/spec'
