import { expect, test } from 'vitest'
import { exportedNames, lazyImports, takenNames } from './declarations.ts'
import { sourceFiles } from './source-files.ts'

const files = sourceFiles()

/** Values that only tests take, each with the reason why they cannot reach it another way. */
const forTests: Record<string, string> = {
  'action/authorize/authorize.ts rememberedAuthorization':
    'what is remembered is compared with what is decided anew',
  'action/read/read-action.ts readPipeline': 'the order of the steps is compared',
  'action/session/run-generic.ts generic': 'the order of the steps is compared',
  'action/write/run-write.ts write': 'the order of the steps is compared',
  'context/trace.ts traceKey': 'tests put a tracer into a context of their own',
  'expression/simplify.ts neverNull': 'a property test compares it with evaluation',
  'interface/http/response.ts statusOfErrors':
    'the table of errors in the documents is written from it',
  'job/dbos/worker.ts Slots': 'its fairness is tested without a database',
  'job/job.ts exponential': 'delays are compared without waiting for them',
  'job/perform.ts retryDelay': 'delays are compared without waiting for them',
  'lm/provider/provider-error.ts retryAfterSeconds':
    'headers of providers are read without a provider',
  'policy/fold-policies.ts foldPolicies': 'a property test compares the fold with its definition',
  'policy/resource-policies.ts policyBuilder': 'policies are built without a resource around them',
  'policy/resource-policies.ts policyRefs': 'references are looked at without a policy around them',
  'testing/data-layer/plans.ts tree': 'tests beside the contract build trees as it does',
}

test('every exported value is taken by another file, but those that tests must reach', () => {
  const taken = new Set(files.flatMap(takenNames).map(({ from, name }) => `${from} ${name}`))
  const whole = new Set(files.flatMap(lazyImports))
  const alone = files
    .filter(({ layer, path }) => !['entry', 'cli'].includes(layer) && !whole.has(path))
    .flatMap(exportedNames)
    .filter(({ isValue, path }) => isValue && !taken.has(`${path} *`))
    .map(({ path, name }) => `${path} ${name}`)
    .filter((each) => !taken.has(each))
  expect(alone.toSorted()).toEqual(Object.keys(forTests).toSorted())
})
