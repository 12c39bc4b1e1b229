import { DefinitionError } from '../error/definition-error.ts'
import type { Node } from '../expression/node.ts'
import type { ResourceInfo } from '../resource/info.ts'
import { conditionNode, refsOf } from '../resource/make-refs.ts'
import { resourceInfo } from '../resource/resource-info.ts'
import type { AnyJob, JobSettings } from './job.ts'

/** A job with its resource's introspection and its condition as a tree. */
export interface CompiledJob {
  readonly name: string
  readonly resource: ResourceInfo
  readonly where: Node
  readonly settings: JobSettings
}

const problem = (job: AnyJob, text: string, fix: string) =>
  new DefinitionError({
    resource: job.resource.resourceName,
    path: ['jobs', job.name],
    problem: text,
    fix,
  })

const check = (job: AnyJob): void => {
  const { concurrency, maxAttempts, on } = job.settings
  if (!/^[\w.-]{1,100}$/.test(job.name))
    throw problem(
      job,
      `the name "${job.name}" cannot name a queue`,
      'Use letters, digits, ".", "_" and "-".',
    )
  if (!Number.isInteger(concurrency) || concurrency < 1)
    throw problem(job, `the concurrency is ${concurrency}`, 'Use a whole number of at least 1.')
  if (!Number.isInteger(maxAttempts) || maxAttempts < 1)
    throw problem(job, `maxAttempts is ${maxAttempts}`, 'Use a whole number of at least 1.')
  if (on.length === 0)
    throw problem(job, 'no write is named in `on`', "Name 'create', 'update' or both.")
}

const compile = (job: AnyJob): CompiledJob => {
  check(job)
  const resource = resourceInfo(job.resource)
  const where = conditionNode(job.settings.where, refsOf(resource), {
    resource: resource.name,
    path: ['jobs', job.name, 'where'],
  })
  return Object.freeze({ name: job.name, resource, where, settings: job.settings })
}

/** The jobs of an app by name. Rejects what cannot work with a `DefinitionError`. */
export const compileJobs = (
  jobs: readonly AnyJob[],
  resources: readonly ResourceInfo[],
): ReadonlyMap<string, CompiledJob> => {
  const compiled = new Map<string, CompiledJob>()
  for (const job of jobs) {
    if (compiled.has(job.name))
      throw problem(job, 'another job has the same name', 'Give each job a name of its own.')
    const compiledJob = compile(job)
    if (!resources.includes(compiledJob.resource))
      throw problem(
        job,
        `works on ${compiledJob.resource.name}, which is not a resource of the app`,
        'Add it to `resources`.',
      )
    compiled.set(job.name, compiledJob)
  }
  return compiled
}
