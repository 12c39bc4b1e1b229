export { BootstrapFewShot, type BootstrapFewShotOptions } from '../optimizer/bootstrap-few-shot.ts'
export {
  BootstrapFewShotWithRandomSearch,
  type RandomSearchOptions,
} from '../optimizer/bootstrap-few-shot-with-random-search.ts'
export { LabeledFewShot, type LabeledFewShotOptions } from '../optimizer/labeled-few-shot.ts'
export type { CompileOptions, Optimizer } from '../optimizer/optimizer.ts'
export {
  type CandidateReport,
  type CompileReport,
  type DemoOrigin,
  type ExampleFailure,
  type OptimizerEvent,
  reportOf,
} from '../optimizer/report.ts'
export { batch, type BatchOptions } from '../evaluate/evaluate.ts'
export {
  compareEvaluations,
  type Comparison,
  type Verdict,
} from '../evaluate/compare-evaluations.ts'
export { evaluate, type EvaluateOptions } from '../evaluate/evaluate.ts'
export type { Evaluation, EvaluationProgress, EvaluationResult } from '../evaluate/evaluation.ts'
export type { Example, Metric, Score } from '../evaluate/example.ts'
export { formatTable, type TableOptions } from '../evaluate/format-table.ts'
export type { Interval } from '../evaluate/interval.ts'
export { closeTo } from '../evaluate/metrics.ts'
export { exactMatch } from '../evaluate/metrics.ts'
export { f1 } from '../evaluate/metrics.ts'
export { normalizeText } from '../evaluate/normalize-text.ts'
export { semanticF1, type SemanticF1Options } from '../evaluate/semantic-f1.ts'
export { passageMatch } from '../evaluate/metrics.ts'
export { seededRandom, type Random } from '../evaluate/random.ts'
export { InvalidScoreError } from '../evaluate/score.ts'
export { MissingExpectationError } from '../evaluate/metrics.ts'
export { CompileFailedError } from '../optimizer/bootstrap.ts'

// A project's own declarations are written to .d.ts files by these names.
export type { ExactMatchOptions } from '../evaluate/metrics.ts'
export type { BatchOutcome } from '../evaluate/pool.ts'
export type { Module } from '../module/module.ts'
export type { AnySignature, In, Prediction } from '../signature/signature.ts'
