import { type Answerer, cacheKey, textsKey } from '../cache/cache-key.ts'
import type { Embedder, LanguageModel, LmResponse, LmSettings } from '../language-model.ts'
import { mergeSettings, withSettings } from '../settings.ts'
import { type CassetteMode, Player } from './player.ts'

export interface CassetteOptions {
  /** `record` starts anew, `replay` never calls, `auto` (the default) calls for what is not recorded yet. */
  readonly mode?: CassetteMode
}

/** Who was asked, for the difference that a miss shows. */
const asked = ({ id, endpoint }: Answerer) => ({
  model: id,
  ...(endpoint === undefined ? {} : { endpoint }),
})

const ofModel = (player: Player, lm: LanguageModel, settings: LmSettings): LanguageModel => ({
  id: lm.id,
  endpoint: lm.endpoint,
  settings,
  supports: lm.supports,
  async generate(request, options = {}) {
    const whole = withSettings(request, settings)
    return player.play<LmResponse>(
      cacheKey(lm, whole),
      { ...asked(lm), ...whole },
      (signal) => lm.generate(whole, { ...options, signal }),
      options.signal,
    )
  },
  async forget(request, response) {
    await lm.forget?.(withSettings(request, settings), response)
  },
  with: (more) => ofModel(player, lm, mergeSettings(settings, more)),
})

const ofEmbedder = (player: Player, embedder: Embedder): Embedder => ({
  id: embedder.id,
  endpoint: embedder.endpoint,
  dimensions: embedder.dimensions,
  async embed(texts, options = {}) {
    const vectors = await player.play<number[][]>(
      textsKey(embedder, texts),
      { ...asked(embedder), texts },
      (signal) => embedder.embed(texts, { ...options, signal }),
      options.signal,
    )
    // Whoever asked may change its vectors; the recording stays as it is.
    return vectors.map((vector) => [...vector])
  },
})

/**
 * Records a language model or an embedder to a file (one JSON object a line), or replays it from there. In the mode `replay` a request that was not recorded
 * fails with `LmNotRecorded`, which shows the difference to the nearest recorded one. Whom was asked is part of the request: its id, and its address where it
 * tells one (an `id` of its own, given to `languageModel`, makes a recording fit every address). Errors are not recorded. Recordings hold prompts and answers whole.
 * @example
 * const lm = cassette('test/cassettes/titler.jsonl', languageModel(openai('gpt-5.6')), { mode: 'replay' })
 */
export function cassette(
  file: string,
  subject: LanguageModel,
  options?: CassetteOptions,
): LanguageModel
export function cassette(file: string, subject: Embedder, options?: CassetteOptions): Embedder
export function cassette(
  file: string,
  subject: LanguageModel | Embedder,
  { mode = 'auto' }: CassetteOptions = {},
): LanguageModel | Embedder {
  const player = new Player(file, mode)
  return 'generate' in subject
    ? ofModel(player, subject, subject.settings)
    : ofEmbedder(player, subject)
}
