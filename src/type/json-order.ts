const bytes = (text: string) => Buffer.from(text)
const compare = (left: string, right: string): number => {
  const [one, other] = [bytes(left), bytes(right)]
  return one.length - other.length || Buffer.compare(one, other)
}

/** Entries in the order in which `jsonb` keeps the keys of an object: the shorter first, else by bytes. So every storage gives one order. */
export const inJsonOrder = <V>(entries: readonly (readonly [string, V])[]): (readonly [string, V])[] =>
  entries.toSorted(([left], [right]) => compare(left, right))
