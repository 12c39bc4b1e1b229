const freeze = (value: unknown, visits: Set<object>): void => {
  // The bytes of a buffer cannot be frozen.
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value) || visits.has(value))
    return
  visits.add(value)
  for (const member of Object.values(value)) freeze(member, visits)
  Object.freeze(value)
}

/** Freezes plain data all the way down. */
export const deepFreeze = <T>(value: T): T => {
  freeze(value, new Set())
  return value
}
