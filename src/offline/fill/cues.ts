import { stem, textWords } from '../text/words.ts'

/** Words that a text has which is given one of these common labels. */
const CUES: readonly (readonly [labels: string, words: string])[] = [
  [
    'positive|good|happy|praise|satisfied|favorable|compliment',
    'great good excellent love loved loves amazing wonderful perfect fantastic happy pleased delighted best awesome brilliant recommend enjoyed enjoy nice beautiful friendly helpful delicious superb outstanding thanks thank impressed satisfied comfortable lovely fast reliable pleasant glad',
  ],
  [
    'negative|bad|angry|unhappy|dissatisfied|complaint|unfavorable|criticism',
    'bad terrible awful horrible hate hated worst poor disappointing disappointed broken broke rude slow useless waste angry annoyed annoying dirty cold unacceptable never refund wrong fail failed fails failure boring ugly noisy expensive unfriendly defective damaged late disgusting mess unhelpful regret sad unhappy sorry',
  ],
  [
    'neutral|mixed|okay|average',
    'okay ok average fine ordinary acceptable neither normal usual standard decent so-so arrived delivered contains medium adequate',
  ],
  [
    'urgent|high|critical|emergency|severe|high priority|p1|blocker',
    'urgent urgently immediately asap emergency critical down outage nobody everyone cannot can’t deadline today now blocked stopped crash crashed lost fire breach severe help production',
  ],
  [
    'low|minor|trivial|low priority|p3|not urgent',
    'whenever sometime minor small cosmetic typo eventually suggestion nice rush hurry later wondering idea',
  ],
  ['medium|normal|moderate', 'soon week tomorrow slow sometimes some'],
  [
    'billing|payment|payments|invoice|finance',
    'invoice bill billed charged charge charges payment pay paid refund card credit price subscription receipt money fee twice cost tax bank',
  ],
  [
    'bug|error|technical|defect|technical support|incident|problem',
    'bug error crash crashes crashed broken fails failing failed exception freezes freeze stuck wrong blank loading load glitch issue stopped work works working button slow screen',
  ],
  [
    'feature request|feature|enhancement|suggestion|idea|improvement|wish',
    'feature add could would wish please support option allow ability able suggest suggestion request nice mode dark export integrate integration like love',
  ],
  [
    'account|login|access|sign in|profile|authentication',
    'account login log password username sign email profile reset locked access register delete two-factor authentication verify',
  ],
  [
    'shipping|delivery|logistics|order',
    'parcel package delivery deliver delivered shipping shipped courier tracking track arrive arrived arrives late order ordered',
  ],
  ['return|returns|refund|exchange', 'return returned refund exchange back money replacement'],
  [
    'question|inquiry|enquiry|information',
    'how what when where which who why can do does is wondering question know tell',
  ],
  [
    'sales|pricing|purchase|offer',
    'buy price prices pricing quote offer discount purchase plan license trial cost demo',
  ],
  ['greeting|hello', 'hello hi hey morning greetings welcome'],
  [
    'spam|scam|phishing|junk|advertisement',
    'viagra casino lottery winner inheritance unsubscribe prize won claim click free bitcoin crypto guaranteed congratulations cash loan offer urgent million prince subscribe cheap bonus limited selected gift',
  ],
  [
    'toxic|abusive|offensive|hateful|insulting|rude|insult|hate',
    'idiot idiots stupid moron dumb pathetic loser losers scum fool hate kill shut trash disgusting worthless ugly damn hell fuck fucking shit bitch crap die',
  ],
  [
    'sports|sport',
    'match team game goal player players league coach won championship cup scored season football tennis olympic race',
  ],
  [
    'politics|government',
    'government election minister president parliament vote party law policy senate mayor council campaign',
  ],
  [
    'business|economy|finance news',
    'company market shares profit bank economy stock sales revenue investors trade price quarter',
  ],
  [
    'technology|tech|science',
    'software computer app internet phone data chip robot research scientists study device digital online users',
  ],
  [
    'health|medicine|medical',
    'doctor hospital patients disease health virus medicine treatment vaccine symptoms pain',
  ],
  ['joy|happiness', 'happy joy glad delighted excited wonderful great love smile laugh fun'],
  ['anger', 'angry furious mad hate annoyed outrage outrageous unacceptable'],
  ['sadness|sad', 'sad cry cried tears miss lonely lost grief unhappy sorry'],
  ['fear', 'afraid scared fear terrified worried anxious nervous panic'],
  ['surprise', 'surprised surprise unexpected suddenly wow unbelievable shocked'],
]

/** Words of a language that other languages have seldom. */
const LANGUAGES: readonly (readonly [names: string, words: string])[] = [
  [
    'english|en',
    'the and is are was of to in that it for with you this have not on be at your my we they from',
  ],
  [
    'german|de|deutsch',
    'der die das und ist nicht ein eine ich sie wir mit auf für den dem zu im es von auch wird sind haben wie bitte',
  ],
  [
    'french|fr|français',
    'le la les des est et un une dans pour que qui je vous nous pas avec sur au du ce cette il elle sont merci bonjour',
  ],
  [
    'spanish|es|español',
    'el la los las es y un una que de en por para con no se su me mi está muy pero como gracias hola',
  ],
  [
    'italian|it|italiano',
    'il lo la gli le è e un una che di in per con non si mi sono della del grazie ciao come anche',
  ],
  [
    'portuguese|pt|português',
    'o a os as é e um uma que de em para com não se eu você do da dos das obrigado como mais',
  ],
  [
    'dutch|nl|nederlands',
    'de het een en is van ik niet dat in op te met voor zijn wij je aan er maar ook dit',
  ],
  ['polish|pl', 'i w nie na to się jest z do że jak co ale dla tak'],
  ['swedish|sv', 'och att det är en ett som på för med inte jag av den har till vi'],
  ['danish|da', 'og at det er en et som på for med ikke jeg af den har til vi'],
]

const UNUSUAL: readonly (readonly [names: string, script: RegExp])[] = [
  ['japanese|ja', /[\p{Script=Hiragana}\p{Script=Katakana}]/u],
  ['chinese|zh', /\p{Script=Han}/u],
  ['korean|ko', /\p{Script=Hangul}/u],
  ['russian|ru', /\p{Script=Cyrillic}/u],
  ['greek|el', /\p{Script=Greek}/u],
  ['arabic|ar', /\p{Script=Arabic}/u],
  ['hebrew|he', /\p{Script=Hebrew}/u],
  ['thai|th', /\p{Script=Thai}/u],
  ['hindi|hi', /\p{Script=Devanagari}/u],
]

/** How much of a text is read for its language or its label. */
const MOST = 4000

const plain = (label: string): string => label.toLowerCase().replace(/[_-]+/g, ' ').trim()
const hasName = (names: string, label: string): boolean => names.split('|').includes(plain(label))

/**
 * The name of the language that a text is in: by its script, else by the most of a language's small
 * words. Undefined where it has none of them.
 */
export const languageOf = (text: string): string | undefined => {
  const part = text.slice(0, MOST)
  const script = UNUSUAL.find(([, expression]) => expression.test(part))
  if (script) return script[0].split('|')[0]
  const own = textWords(part.toLowerCase())
  const counted = LANGUAGES.map(([names, small]) => {
    const lightWords = new Set(small.split(' '))
    return { name: names.split('|')[0], count: own.filter((word) => lightWords.has(word)).length }
  }).toSorted((left, right) => right.count - left.count)
  return counted[0]?.count ? counted[0].name : undefined
}

/** Whether a label is a language's name, and the name it is known by. */
export const asLanguage = (label: string): string | undefined =>
  [...LANGUAGES, ...UNUSUAL].find(([names]) => hasName(names, label))?.[0].split('|')[0]

export interface Cue {
  /** How many of the label's words the text has. */
  readonly count: number
  readonly evidence: string
  /** Whether one of them rarely occurs in a text of another label. */
  readonly strong: boolean
}

const DENIAL =
  /^(?:not|no|never|hardly|nicht|kein|keine|isn't|wasn't|aren't|don't|doesn't|didn't|can't|cannot|without)$/i
const STRONG = 6

/** The words of a text that are among others, those after a denial apart. */
const heldIn = (
  text: string,
  others: ReadonlySet<string>,
): { readonly affirmations: readonly string[]; readonly denials: readonly string[] } => {
  const all = textWords(text.slice(0, MOST))
  const hits = all.flatMap((word, at) =>
    others.has(stem(word))
      ? [{ word, denied: all.slice(Math.max(0, at - 3), at).some((before) => DENIAL.test(before)) }]
      : [],
  )
  return {
    affirmations: hits.flatMap(({ word, denied }) => (denied ? [] : [word])),
    denials: hits.flatMap(({ word, denied }) => (denied ? [word] : [])),
  }
}

const cueWords = (label: string): string[] | undefined =>
  CUES.find(([labels]) => hasName(labels, label))?.[1]
    .split(' ')
    .map(stem)

/**
 * The words of a text that suggest a common label; undefined if the label is not a common one or
 * the text has none of its words. "not good" suggests bad.
 */
export const cueOf = (label: string, text: string): Cue | undefined => {
  const own = cueWords(label)
  if (!own) return undefined
  const turned =
    label === 'negative' || hasName('negative|bad|unhappy|complaint', label)
      ? heldIn(text, new Set(cueWords('positive'))).denials
      : []
  const hits = [...new Set([...heldIn(text, new Set(own)).affirmations, ...turned])]
  const strongest = new Set(own.slice(0, STRONG))
  return hits.length
    ? {
        count: hits.length,
        evidence: hits.slice(0, 5).join('", "'),
        strong: hits.some((word) => strongest.has(stem(word))),
      }
    : undefined
}

/** Whether a label is the one for what no other label fits. */
export const isRest = (label: string): boolean =>
  hasName('neutral|mixed|other|others|none|unknown|general|misc|miscellaneous|normal|medium', label)
