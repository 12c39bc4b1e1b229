import { isStopWord, stem, textWords } from './words.ts'

/** Opposites: what is so, and what is not. The words and phrases of a side mean much the same. */
const PAIRS = `
working, works, work, functioning, functional, operational, running, in order, repaired, fixed | out of order, out of service, broken, down, defective, faulty, failed, failing, damaged, crashed, offline
allowed, permitted, allow, allows, permit, permits, may, can, welcome, legal | forbidden, prohibited, banned, ban, bans, forbid, forbids, prohibits, illegal, off limits, unwelcome
open, opens, opened | closed, closes, shut, shuts
free, gratis, complimentary, free of charge, at no cost | cost, costs, charged, charge, charges, pay, paid, fee, surcharge, expensive, for a fee
included, includes, include, including | excluded, excludes, exclude, excluding, extra, not included
cheap, affordable, inexpensive | expensive, costly
available, vacant, in stock | sold out, unavailable, out of stock, fully booked, occupied
required, mandatory, compulsory, obligatory, necessary, needed, require, requires | optional, voluntary, unnecessary
accepted, approved, agreed, accept, accepts, approve, agree | rejected, declined, refused, denied, dismissed, reject, rejects, refuse, refuses
present, attended, attend, attends | absent, missing, excused, missed
finished, completed, complete, done, ready | unfinished, incomplete, pending, unready
won, win, wins | lost, lose, loses
increased, increase, rose, risen, rise, rises, grew, grow, grows, higher | decreased, decrease, fell, fallen, fall, falls, shrank, shrink, dropped, drop, declined, lower
hot, warm | cold, cool, chilly
full | empty
safe, harmless | dangerous, unsafe, harmful, hazardous
easy, simple | difficult, hard, complicated
new, modern | old, ancient, second hand
big, large, huge, spacious | small, tiny, little
long | short
early | late
fast, quick | slow
happy, pleased, satisfied, content, delighted, glad | unhappy, sad, angry, disappointed, dissatisfied, upset
clean | dirty, filthy
quiet, silent, calm | loud, noisy
public | private
alive, living | dead, died
on time, punctual, punctually | delayed, late
healthy | ill, sick, unwell
true, correct | false, wrong, incorrect
indoors, indoor, inside | outdoors, outdoor, outside
started, start, began, begin | stopped, stop, ended, ceased
remembered, remember | forgot, forgotten, forget
possible | impossible
furnished | unfurnished
arrived, arrive, delivered, received | undelivered, lost
liked, loved, enjoyed, love, enjoy | hated, disliked, hate, dislike
wet, damp, rainy | dry
light, bright | dark
heavy | light
rich | poor
strong | weak
same | different
visible | hidden, invisible
locked | unlocked
sweet | sour, bitter
married | single, unmarried, divorced`

/** Words that say that the rest of their clause is not so. */
const DENIALS = new Set(
  `not no never none nobody nothing nowhere neither nor without cannot against except lack lacks lacked lacking refuse refuses refused deny denies denied hardly unable fail fails failed impossible isn't aren't wasn't weren't don't doesn't didn't won't wouldn't can't couldn't shouldn't mustn't hasn't haven't hadn't cancel cancels cancelled canceled forbidden prohibited banned forbids prohibits nicht kein keine keinen pas sin`.split(
    /\s+/,
  ),
)

const IRREGULAR: Readonly<Record<string, string>> = Object.fromEntries(
  'built:build sold:sell took:take taken:take went:go gone:go bought:buy brought:bring made:make paid:pay left:leave sent:send wrote:write written:write ate:eat eaten:eat drank:drink saw:see seen:see gave:give given:give got:get found:find held:hold kept:keep lost:lose met:meet won:win ran:run sang:sing spoke:speak spent:spend stood:stand taught:teach told:tell thought:think wore:wear broke:break broken:break chose:choose chosen:choose came:come drove:drive driven:drive fell:fall flew:fly flown:fly forgot:forget grew:grow knew:know known:know led:lead rode:ride rose:rise slept:sleep swam:swim threw:throw woke:wake hid:hide began:begin men:man women:woman children:child people:person feet:foot mice:mouse'
    .split(' ')
    .map((pair) => pair.split(':') as [string, string]),
)

/** A word's stem, of irregular verbs and plurals too. */
export const root = (word: string): string => stem(IRREGULAR[word.toLowerCase()] ?? word)

const phraseKey = (phrase: string): string =>
  textWords(phrase.toLowerCase().replaceAll('-', ' ')).join(' ')

interface Side {
  readonly notion: number
  readonly sign: 1 | -1
}

const SIDES = new Map<string, Side[]>()
for (const [notion, line] of PAIRS.trim().split('\n').entries())
  for (const [side, phrases] of line.split(' | ').entries())
    for (const phrase of phrases.split(', '))
      SIDES.set(phraseKey(phrase), [
        ...(SIDES.get(phraseKey(phrase)) ?? []),
        { notion, sign: side === 0 ? 1 : -1 },
      ])

/** A word or phrase of a text as its meaning is compared. */
export interface Token {
  readonly root: string
  readonly word: string
  readonly sides: readonly Side[]
  readonly denies: boolean
  /** A function word, which says nothing by itself. */
  readonly empty: boolean
}

const LONGEST_PHRASE = 3

const single = (word: string, first: boolean): Token => {
  const lower = word.toLowerCase().replaceAll('’', "'")
  // A May within a sentence is a month.
  const sides = word === 'May' && !first ? [] : (SIDES.get(lower) ?? [])
  const free = /^(\p{L}{3,})-free$/u.test(word)
  return {
    root: root(lower),
    word,
    sides,
    denies: DENIALS.has(lower) || free,
    empty: isStopWord(word) || DENIALS.has(lower),
  }
}

/** A text's words and known phrases in order. `nut-free` is `nut` and a denial. */
export const tokensOf = (text: string): Token[] => {
  const all = textWords(text.replace(/(\p{L}{3,})-free\b/gu, 'no $1').replaceAll('-', ' '))
  const tokens: Token[] = []
  for (let at = 0; at < all.length; at += 1) {
    let size = LONGEST_PHRASE
    while (size > 1 && !SIDES.has(phraseKey(all.slice(at, at + size).join(' ')))) size -= 1
    const word = all.slice(at, at + size).join(' ')
    if (size > 1 && at + size <= all.length) {
      tokens.push({
        root: phraseKey(word),
        word,
        sides: SIDES.get(phraseKey(word)) ?? [],
        denies: false,
        empty: false,
      })
      at += size - 1
    } else tokens.push(single(all[at] ?? '', at === 0))
  }
  return tokens
}

/**
 * How two words stand to each other: 1 for the same or much the same, -1 for opposites, 0 for
 * neither.
 */
export const relation = (left: Token, right: Token): 1 | 0 | -1 => {
  if (left.root === right.root) return 1
  for (const { notion, sign } of left.sides) {
    const other = right.sides.find((side) => side.notion === notion)
    if (other) return other.sign === sign ? 1 : -1
  }
  return 0
}
