import { type Answerer, cacheKey, textsKey } from '../cache/cache-key.ts'
import type { Embedder, LanguageModel, LmResponse, LmSettings } from '../language-model.ts'
import { mergeSettings, withSettings } from '../settings.ts'
import { type CassetteMode, Player } from './player.ts'

export interface CassetteOptions {
  /**
   * `record` starts over, `replay` never calls, `auto` (the default) calls only for requests that
   * are not recorded yet.
   */
  readonly mode?: CassetteMode
}

/** Who was asked, for the differences that a miss shows. */
const identity = ({ id, endpoint }: Answerer) => ({
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
      { ...identity(lm), ...whole },
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
      { ...identity(embedder), texts },
      (signal) => embedder.embed(texts, { ...options, signal }),
      options.signal,
    )
    // The caller may change its vectors; the recording must not change with them.
    return vectors.map((vector) => [...vector])
  },
})

/**
 * Records a language model or an embedder to a file (one JSON object per line), or replays it. In
 * `replay` mode, a request that was not recorded fails with `LmNotRecordedError`, which shows how
 * it differs from the nearest recorded one. The model's id and address are part of the request
 * (pass an `id` to `languageModel` to make one recording work for every address). Errors are not
 * recorded. Recordings contain whole prompts and answers.
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
