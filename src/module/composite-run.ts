import type { Context } from '../context/context.ts'
import type { LmCall } from '../lm/history.ts'
import { sumUsage } from '../lm/usage.ts'
import { type Call, type ModuleParts, withCall } from './blueprint.ts'
import type { AnyModule, TraceEntry } from './module.ts'
import { inspect, type RunInfo, runOf } from './prediction.ts'

/** What a composite's function knows about its run in addition to its input. */
export interface CompositeRun {
  readonly context: Context
  readonly signal: AbortSignal | undefined
}

/** One run of a composite: what its parts receive and what they report. */
export class RunningComposite implements CompositeRun {
  readonly context: Context
  readonly signal: AbortSignal | undefined
  readonly trace: TraceEntry[] = []
  readonly calls: LmCall[] = []
  readonly #call: Call
  readonly #runs: RunInfo[] = []
  readonly #started = performance.now()

  constructor(call: Call) {
    this.#call = call
    this.context = call.context
    this.signal = call.signal
  }

  bind(parts: ModuleParts): ModuleParts {
    return Object.fromEntries(
      Object.entries(parts).map(([name, part]) => [name, this.#bindPart(name, part)]),
    )
  }

  info(): RunInfo {
    const responses = this.#runs.flatMap((run) => run.responses)
    return {
      program: this.#call.program,
      kind: 'composite',
      model: responses.at(-1)?.model,
      cached: responses.every((response) => response.cached),
      usage: sumUsage(this.trace.map((entry) => entry.usage)),
      responses,
      calls: this.calls,
      trace: this.trace,
      durationMs: performance.now() - this.#started,
    }
  }

  #bindPart(name: string, part: AnyModule): AnyModule {
    const path = this.#call.path === undefined ? name : `${this.#call.path}.${name}`
    const { program: _, ...call } = this.#call
    const bound = { ...call, trace: this.trace, path }
    return withCall(part, async (input, options) => {
      const result: Promise<object> = part(input as never, { ...bound, ...options })
      const prediction = await result.catch((error: unknown) => {
        this.calls.push(...(inspect(error) ?? []))
        throw error
      })
      const run = runOf(prediction)
      if (run) this.#runs.push(run)
      this.calls.push(...(run?.calls ?? []))
      return prediction
    })
  }
}
