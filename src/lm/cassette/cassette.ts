import { LmAborted } from '../../error/lm-aborted.ts'
import { cacheKey } from '../cache/cache-key.ts'
import type { Embedder, LanguageModel, LmSettings } from '../language-model.ts'
import { mergeSettings, withSettings } from '../settings.ts'
import { type CassetteMode, Player } from './player.ts'

export interface CassetteOptions {
  /** `record` starts anew, `replay` never calls, `auto` (the default) calls for what is not recorded yet. */
  readonly mode?: CassetteMode
}

const ofModel = (player: Player, lm: LanguageModel, settings: LmSettings): LanguageModel => ({
  id: lm.id,
  settings,
  supports: lm.supports,
  async generate(request, options = {}) {
    if (options.signal?.aborted) throw new LmAborted()
    const whole = withSettings(request, settings)
    return player.play(cacheKey(lm.id, whole), whole, () => lm.generate(whole, options))
  },
  with: (more) => ofModel(player, lm, mergeSettings(settings, more)),
})

const ofEmbedder = (player: Player, embedder: Embedder): Embedder => ({
  id: embedder.id,
  dimensions: embedder.dimensions,
  embed: (texts, options) => {
    const request = { messages: [], texts }
    return player.play(cacheKey(embedder.id, request), request, () => embedder.embed(texts, options))
  },
})

/**
 * Records a language model or an embedder to a file (one JSON object a line), or replays it from there. In the mode `replay` a request that was not recorded
 * fails with `LmNotRecorded`, which shows the difference to the nearest recorded one. Errors are not recorded. Recordings hold prompts and answers whole.
 * @example
 * const lm = cassette('test/cassettes/titler.jsonl', languageModel(openai('gpt-5.6')), { mode: 'replay' })
 */
export function cassette(file: string, subject: LanguageModel, options?: CassetteOptions): LanguageModel
export function cassette(file: string, subject: Embedder, options?: CassetteOptions): Embedder
export function cassette(file: string, subject: LanguageModel | Embedder, { mode = 'auto' }: CassetteOptions = {}): LanguageModel | Embedder {
  const player = new Player(file, mode)
  return 'generate' in subject ? ofModel(player, subject, subject.settings) : ofEmbedder(player, subject)
}
