import { fork } from 'node:child_process'
import { once } from 'node:events'
import { seededRandom } from '../../src/evaluate/random.ts'
import { added, type Contender, measure, middle, ratio, type Samples } from '../measure.ts'
import { peerVersion } from '../peers.ts'
import { fixed, legend, machine, say, table, withSpread } from '../report.ts'
import { ashlarCall, type SentRequest, sentByAshlar } from './ashlar.ts'

interface PeerCalls {
  readonly contenders: (
    url: string,
    messages: { system: string; user: string },
  ) => Record<'provider' | 'generateText' | 'generateObject' | 'ax', () => Promise<unknown>>
}

const BASE = 'fetch'
const PROVIDER = "the provider's doGenerate alone"
const GOAL_MS = 0.1

const bareFetch = ({ url, headers, body }: SentRequest) => {
  return async (): Promise<unknown> => {
    const response = await fetch(url, { method: 'POST', headers, body })
    return (JSON.parse(await response.text()) as { choices: [{ message: { content: string } }] })
      .choices[0].message.content
  }
}

const contenders = async (url: string): Promise<Contender[]> => {
  const sent = await sentByAshlar(url)
  const [system, user] = (
    JSON.parse(sent.body) as { messages: { content: string }[] }
  ).messages.map(({ content }) => content)
  // A path in a variable: the type check of the repository does not need the peers.
  const path = '../peers/module-call.mjs'
  const { contenders: peers } = (await import(path)) as PeerCalls
  const calls = peers(url, { system: system ?? '', user: user ?? '' })
  return [
    { name: BASE, call: bareFetch(sent) },
    { name: 'Ashlar predict, chat adapter', call: ashlarCall(url, 'chat') },
    { name: 'Ashlar predict, JSON adapter', call: ashlarCall(url, 'json') },
    { name: PROVIDER, call: calls.provider },
    { name: 'AI SDK generateText', call: calls.generateText },
    { name: 'AI SDK generateText, Output.object', call: calls.generateObject },
    { name: 'ax', call: calls.ax },
  ]
}

const checkAnswers = async (all: readonly Contender[]): Promise<void> => {
  for (const { name, call } of all) {
    const answer = await call()
    const text = typeof answer === 'string' ? answer : JSON.stringify(answer)
    if (!text.includes('Paris') || !text.includes('0.9'))
      throw new Error(`${name} answered ${text}`)
  }
}

const alone = (samples: Samples) =>
  table(
    ['one at a time', 'latency ms', 'CPU ms', 'CPU added to fetch, ms', 'latency × fetch'],
    [...samples.keys()].map((name) => [
      name,
      fixed(middle(samples, name, 'latency'), 3),
      fixed(middle(samples, name, 'cpu'), 3),
      name === BASE ? '' : withSpread(added(samples, name, BASE, 'cpu'), 3),
      name === BASE ? '' : withSpread(ratio(samples, name, BASE, 'latency'), 2),
    ]),
  )

const together = (samples: Samples) =>
  table(
    ['64 in flight', 'calls/s', '% of fetch', 'CPU ms', 'CPU added to fetch, ms'],
    [...samples.keys()].map((name) => [
      name,
      fixed(1000 / middle(samples, name, 'elapsed'), 0),
      fixed(100 / ratio(samples, name, BASE, 'elapsed').middle, 0),
      fixed(middle(samples, name, 'cpu'), 3),
      name === BASE ? '' : withSpread(added(samples, name, BASE, 'cpu'), 3),
    ]),
  )

/**
 * A module call over loopback HTTP beside bare `fetch` that sends the same bytes to the same
 * server.
 */
export const moduleCall = async (): Promise<void> => {
  const server = fork(new URL('server.ts', import.meta.url))
  try {
    const [url] = (await once(server, 'message')) as [string]
    const all = await contenders(url)
    await checkAnswers(all)
    say(
      `## Module call\n\n${legend}\n\n${machine()}; ${['ai', '@ai-sdk/openai-compatible', '@ax-llm/ax'].map(peerVersion).join(', ')}`,
    )
    const random = seededRandom('module call')
    const samples = await measure(all, { rounds: 100, calls: 60, warmUp: 3000, random })
    say(alone(samples))
    for (const base of [BASE, PROVIDER]) {
      const { middle: spent, quiet } = added(samples, 'Ashlar predict, chat adapter', base, 'cpu')
      const met = spent <= GOAL_MS ? 'met' : 'missed'
      say(
        `Goal: at most ${GOAL_MS} ms of CPU added to ${base}: ${met}, ${fixed(spent, 3)} ms (by lower quartiles ${fixed(quiet, 3)} ms).`,
      )
    }
    say(together(await measure(all, { rounds: 30, calls: 640, random, inFlight: 64 })))
    say(`Load afterwards: ${machine().split('load ')[1]}`)
  } finally {
    server.kill()
  }
}
