/**
 * A word or a turn of phrase that is not plain American English, and what to write in its place.
 */
export interface Turn {
  readonly pattern: RegExp
  readonly say: string
}
const turn = (pattern: RegExp, say: string): Turn => ({ pattern, say })

export const turns: readonly Turn[] = [
  turn(/\bgives\b(?! way| up)/i, '"returns"; "provides"; or name what happens'),
  turn(
    /(?<!\bthere )\b(?:is|are|was|were) no (?!longer\b|more\b|less\b|better\b|worse\b)/i,
    '"is not a …"; "has no …"',
  ),
  turn(/(?<!\bthere )\b(?:is|are) none\b/i, '"is not a …"; "is not one"'),
  turn(/\btold\b(?! apart)/i, '"notified"; "receives"; "gets an error that says …"'),
  turn(
    /\b(?:is|are|was|were|be|been|being|gets?) made\b(?! of\b| up\b| from\b| by\b| for\b)/i,
    '"is created"; "is built"',
  ),
  turn(/\bbeside\b/i, '"next to"; "in addition to"; "together with"'),
  turn(/\banew\b/i, '"again"'),
  turn(/\bheed(?:s|ed|ing)?\b/i, '"follow"; "respect"; "observe"'),
  turn(/\bwho(?:so)?ever\b/i, '"anyone who"; "the caller"; or name the person'),
  turn(
    /\b(?:learnt|spelt|burnt|whilst|amongst|thereof|wherein|whence|thrice|nought)\b/i,
    'the American or the everyday word',
  ),
  turn(/\bsaid so\b/i, '"reports it"; "states it"; "asks for it"'),
  turn(/\bcounts for nothing\b/i, '"is ignored"'),
  turn(/\bspares?\b/i, '"skips"; "avoids"; "saves"'),
  turn(/\bmend(?:s|ed|ing)?\b/i, '"fix"; "repair"'),
  turn(/\b(?:becomes?|became|came|comes?) of\b/i, '"happens to"; "results from"'),
  turn(/\bof one's own\b/i, '"your own"; "its own"'),
  turn(/\b(?:is|are) off\b(?! the\b| by\b)/i, '"is canceled"; "is disabled"'),
  turn(/\b(?:lies|stands) (?:in|on|at|under|by|there)\b/i, '"is in"; "is on"'),
  turn(/\bin the web's own shape\b/i, '"as a Fetch API handler"'),
  turn(
    /\b(?:behaviour|colour|harbour|neighbour|favour|honour|labour|centre|licence|catalogue)(?:s|ed|ing|able|ite)?\b/i,
    'the American spelling',
  ),
  turn(
    /\b\w+(?:ised|ising|isation|isations)\b(?<!advised|advising|raised|raising|promised|promising|revised|revising|comprised|exercised|surprised|surprising|devised|supervised|improvised|compromised|arising|rising|noised|poised|praised|premised|disguised)/i,
    'the American spelling, with z',
  ),
]

/** A heading says what its section is about. */
export const headings: readonly Turn[] = [
  turn(
    /^#+ (?:Nobody|Whoever|Ten lines|Thirty lines|Beside\b.*|Smaller|Failing)\s*$/i,
    'what the section is about',
  ),
]
