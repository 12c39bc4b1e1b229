import { Session } from 'node:inspector/promises'

interface Counted {
  readonly url: string
  readonly functions: readonly { readonly ranges: readonly { readonly count: number }[] }[]
}

/**
 * How often the pieces of this project's source were run during some work: a measure that no other
 * program on the machine disturbs.
 */
export const workOf = async (work: () => Promise<unknown>): Promise<number> => {
  const inspector = new Session()
  inspector.connect()
  await inspector.post('Profiler.enable')
  await inspector.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true })
  await inspector.post('Profiler.takePreciseCoverage')
  await work()
  const { result } = (await inspector.post('Profiler.takePreciseCoverage')) as {
    readonly result: readonly Counted[]
  }
  await inspector.post('Profiler.stopPreciseCoverage')
  inspector.disconnect()
  const own = result.filter(
    ({ url }) => /\/src\/[\w-]+\//.test(url) && !url.includes('node_modules'),
  )
  return own.reduce(
    (sum, { functions }) =>
      sum +
      functions.reduce(
        (all, { ranges }) => all + ranges.reduce((total, { count }) => total + count, 0),
        0,
      ),
    0,
  )
}
