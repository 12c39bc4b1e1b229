import type { LanguageModel } from '../language-model.ts'
import { type LanguageModelOptions, languageModel } from '../provider/provider-model.ts'
import { offlineModel } from './offline-model.ts'

/**
 * A deterministic language model that needs no key, no server and no download. It reads the rendered prompt and nothing else, finds the requested fields and
 * their types, and fills them by fixed procedures: sentence ranking for summaries, candidate phrases for keywords, nearest demonstration and overlap with
 * the label's description for choices, the clause that speaks of what is asked for yes or no, the best-matching sentence for answers, labels and spans of
 * the input for strings and lists, the number next to its noun or arithmetic for numbers. It heeds the limits that the prompt states, and says where it is
 * asked for what it cannot do.
 * It claims no intelligence, but better demonstrations and instructions give better answers. Answers vary only with a temperature above 0 and a rollout id
 * or seed. Usage is an estimate: a token for every four characters.
 * @example
 * configure({ lm: offline() })
 */
export const offline = (options: Omit<LanguageModelOptions, 'seedFromRollout'> = {}): LanguageModel =>
  languageModel(offlineModel(), { retries: 0, ...options, seedFromRollout: true })
