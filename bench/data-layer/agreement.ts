const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-/
const TIME = /^\d{4}-\d\d-\d\dT/

/**
 * The values at the ends of a record, whatever its form: drivers give numbers as text, dates as
 * objects, related records nested or not.
 */
const leaves = (value: unknown): string[] => {
  if (value instanceof Date) return [value.toISOString()]
  if (typeof value === 'object' && value !== null) return Object.values(value).flatMap(leaves)
  return [String(value)]
}

/**
 * A result as text that is the same for all contenders that found the same. What is made anew by
 * each create does not count.
 */
export const essence = (result: unknown, created: boolean): string => {
  const rows: unknown[] = Array.isArray(result) ? result : [result]
  const kept = (leaf: string) => !created || !(UUID.test(leaf) || TIME.test(leaf))
  return rows.map((row) => leaves(row).filter(kept).toSorted().join('|')).join('\n')
}

/** Throws where a contender's result is another than the first one's. */
export const assertAgreement = (operation: string, results: ReadonlyMap<string, unknown>): void => {
  const [first, ...others] = [...results].map(([name, result]) => ({
    name,
    found: essence(result, operation === 'create'),
  }))
  for (const { name, found } of others)
    if (found !== first?.found)
      throw new Error(
        `${operation}: ${name} gives another result than ${first?.name ?? ''}:\n${found.slice(0, 500)}\n\n${first?.found.slice(0, 500) ?? ''}`,
      )
}
