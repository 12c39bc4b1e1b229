import { hash32 } from '../../text/hash32.ts'
import { cosine, coverage, Weights } from '../text/similarity.ts'
import { identifierWords, terms } from '../text/words.ts'
import { jitter, ranked } from '../variation.ts'
import { asLanguage, cueOf, isRest, languageOf } from './cues.ts'
import { demoValues, type Filled, type FillRequest, inputText, saidOf } from './request.ts'
import { firing, parseRules, ruleInputs } from './rule.ts'

interface Vote {
  readonly label: string
  readonly score: number
  readonly because: string
}

const same = (left: string, right: string): boolean =>
  left.trim().toLowerCase() === right.trim().toLowerCase()

/**
 * What a prompt says a label means: `refund: the customer wants money back`, `- refund (money
 * back)`, `"refund" is money back, "parcel" is …`.
 */
const meaning = (label: string, wording: string): string => {
  const escaped = label.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
  const stated = new RegExp(`"${escaped}" is ([^\\n]*?)(?=, "[^"\\n]+" is |\\n|$)`).exec(wording)
  if (stated) return stated[1] ?? ''
  const match = new RegExp(
    `(?:^|[\\n;•*-])\\s*["'\`]?${escaped}["'\`]?\\s*(?::|=|—|–| - | means | is for |\\()\\s*([^\\n;]+)`,
    'i',
  ).exec(wording)
  return match?.[1] ?? ''
}

const byRules = (labels: readonly string[], request: FillRequest): Vote | undefined => {
  const rules = parseRules(saidOf(request))
  if (!rules.length) return undefined
  const fired = firing(rules, ruleInputs(request.task.query))
  const votes = labels
    .map((label) => ({ label, own: fired.filter((rule) => same(rule.answer, label)) }))
    .filter(({ own }) => own.length)
  const [best] = ranked(
    votes,
    ({ label, own }) =>
      own.length +
      Math.max(...own.map((rule) => rule.term.length)) / 100 +
      jitter(request.variation, label, 0.3),
  )
  return best
    ? {
        label: best.label,
        score: 1,
        because: `the instruction says that "${best.own[0]?.term}" means ${best.label}`,
      }
    : undefined
}

const NEIGHBOURS = 3

const byEvidence = (labels: readonly string[], request: FillRequest): Vote[] => {
  const query = inputText(request.task.query)
  const demos = demoValues(request).map(({ value, input }) => ({ value, text: inputText(input) }))
  const weights = new Weights(demos.map(({ text }) => text))
  const own = weights.vector(query)
  const ownTerms = new Set(terms(query))
  const near = ranked(
    demos.map((demo) => ({ ...demo, score: cosine(own, weights.vector(demo.text)) })),
    (demo) => demo.score,
  )
  const wording = saidOf(request)
  const language = labels.some(asLanguage) ? languageOf(query) : undefined
  const cues = labels.map((label) => cueOf(label, query))
  const cued = cues.reduce((sum, cue) => sum + (cue?.count ?? 0), 0)
  return labels.map((label, at) => {
    const neighbours = near.filter((demo) => same(demo.value, label)).slice(0, NEIGHBOURS)
    const nearest = neighbours.reduce((sum, demo, rank) => sum + demo.score / 2 ** rank, 0)
    const name = coverage(terms(identifierWords(label)), ownTerms)
    const described = coverage(terms(meaning(label, wording)), ownTerms)
    const because =
      nearest >= name + described && neighbours[0]
        ? `it is most like the example "${neighbours[0].text.slice(0, 80)}"`
        : `its words are those of ${label}`
    const cue = cues[at]
    const common = cue ? ((demos.length ? 0.2 : 0.6) * cue.count) / cued : 0
    const spoken = language !== undefined && asLanguage(label) === language ? 2 : 0
    const rest = isRest(label) ? 0.05 : 0
    return {
      label,
      score: nearest + 0.8 * name + 1.2 * described + common + spoken + rest,
      because: spoken
        ? `its small words are ${language}`
        : common > name + described && common > nearest
          ? `it says "${cue?.evidence}"`
          : because,
    }
  })
}

/**
 * Chooses a label: a rule of the instruction that fires decides; else the label with the most
 * evidence, which is TF-IDF cosine to its nearest three demonstrations (halved with each rank), the
 * overlap of the input with the label's name and with what the prompt says it means, and words that
 * a text of a common label has (billing, positive, german). A label for the rest, such as `other`,
 * is taken where nothing speaks for one of the others. Without any evidence the choice depends on
 * the input alone: the same input always gets the same label.
 */
export const classify = (request: FillRequest, labels: readonly string[]): Filled => {
  const rule = byRules(labels, request)
  if (rule) return { value: rule.label, evidence: rule.because, confidence: 0.95 }
  const votes = byEvidence(labels, request)
  const [best] = ranked(votes, (vote) => vote.score + jitter(request.variation, vote.label, 0.15))
  if (best && (best.score > 0 || request.variation.seed !== undefined))
    return {
      value: best.label,
      evidence: best.because,
      confidence: Math.min(0.95, best.score / (best.score + 0.5)),
    }
  const guess = labels[hash32(inputText(request.task.query)) % Math.max(1, labels.length)]
  return {
    value: guess ?? '',
    evidence: 'nothing in the input points to any of the choices',
    confidence: 0.1,
  }
}

/**
 * Labels of a field that states none: the short answers its demonstrations repeat or that rules
 * name. Undefined where answers are free text.
 */
export const taughtLabels = (request: FillRequest): string[] | undefined => {
  const demos = demoValues(request)
  const copied = demos.filter(({ value, input }) =>
    inputText(input).toLowerCase().includes(value.toLowerCase()),
  ).length
  const short = demos.every(({ value }) => value.length <= 60 && !/[.!?]\s*$/.test(value))
  const answers = parseRules(saidOf(request)).map((rule) => rule.answer)
  if (demos.length && (!short || copied > demos.length / 2)) return undefined
  const labels = [...new Set([...demos.map(({ value }) => value.trim()), ...answers])]
  return labels.length ? labels : undefined
}
