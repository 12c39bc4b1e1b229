import type { Random } from '../src/evaluate/random.ts'

/** One way of doing what all contenders of a bench do. */
export interface Contender {
  readonly name: string
  readonly call: () => Promise<unknown>
}

/** What one contender took in one round, in milliseconds. */
export interface Sample {
  /** The median of the round's calls, each from its start to its answer. */
  readonly latency: number
  /** The round's whole time over its calls: below the latency where calls overlap. */
  readonly elapsed: number
  /**
   * User and system time of this process over the round's calls, its collector and compiler threads
   * included.
   */
  readonly cpu: number
}

export type Samples = ReadonlyMap<string, readonly Sample[]>

export interface MeasureOptions {
  readonly rounds: number
  readonly calls: number
  /** Calls of each contender before the first round. Default: as many as two rounds have. */
  readonly warmUp?: number
  /** Default 1. */
  readonly inFlight?: number
  readonly random: Random
}

export const median = (values: readonly number[]): number => {
  const sorted = values.toSorted((a, b) => a - b)
  const upper = sorted[sorted.length >> 1] ?? Number.NaN
  return sorted.length % 2 ? upper : (upper + (sorted[(sorted.length >> 1) - 1] ?? Number.NaN)) / 2
}

const batch = async (contender: Contender, calls: number, inFlight: number): Promise<Sample> => {
  const latencies: number[] = []
  let begun = 0
  const lane = async () => {
    while (begun++ < calls) {
      const start = performance.now()
      await contender.call()
      latencies.push(performance.now() - start)
    }
  }
  const [start, cpu] = [performance.now(), process.cpuUsage()]
  await Promise.all(Array.from({ length: inFlight }, lane))
  const { user, system } = process.cpuUsage(cpu)
  return {
    latency: median(latencies),
    elapsed: (performance.now() - start) / calls,
    cpu: (user + system) / 1000 / calls,
  }
}

/**
 * Rounds in which each contender makes the same number of calls, in an order that is shuffled anew
 * for each round: what the machine does meanwhile falls on all of them alike.
 */
export const measure = async (
  contenders: readonly Contender[],
  { rounds, calls, warmUp = calls * 2, inFlight = 1, random }: MeasureOptions,
): Promise<Samples> => {
  const samples = new Map<string, Sample[]>(contenders.map(({ name }) => [name, []]))
  for (const contender of contenders) await batch(contender, warmUp, inFlight)
  for (let round = 0; round < rounds; round += 1)
    for (const contender of random.shuffle(contenders))
      samples.get(contender.name)?.push(await batch(contender, calls, inFlight))
  return samples
}

/** A quarter of the values is below: what was measured while the machine did least beside it. */
export const lowerQuartile = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[values.length >> 2] ?? Number.NaN

export interface Spread {
  readonly middle: number
  /** The same of the lower quartiles. */
  readonly quiet: number
  readonly least: number
  readonly most: number
}

const rounds = (samples: Samples, name: string, figure: keyof Sample): number[] =>
  (samples.get(name) ?? []).map((sample) => sample[figure])

/** The median of a figure over the rounds. */
export const middle = (samples: Samples, name: string, figure: keyof Sample): number =>
  median(rounds(samples, name, figure))

const compare = (
  samples: Samples,
  name: string,
  base: string,
  figure: keyof Sample,
  combine: (value: number, base: number) => number,
): Spread => {
  const [values, bases] = [rounds(samples, name, figure), rounds(samples, base, figure)]
  const paired = values.map((value, round) => combine(value, bases[round] ?? Number.NaN))
  return {
    middle: combine(median(values), median(bases)),
    quiet: combine(lowerQuartile(values), lowerQuartile(bases)),
    least: Math.min(...paired),
    most: Math.max(...paired),
  }
}

/**
 * What a contender takes over the base: the difference of the medians, with the least and the most
 * difference within a round.
 */
export const added = (samples: Samples, name: string, base: string, figure: keyof Sample): Spread =>
  compare(samples, name, base, figure, (value, other) => value - other)

/**
 * How many times the base's figure a contender takes: the ratio of the medians, with the least and
 * the most ratio within a round.
 */
export const ratio = (samples: Samples, name: string, base: string, figure: keyof Sample): Spread =>
  compare(samples, name, base, figure, (value, other) => value / other)
