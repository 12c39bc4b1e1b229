const freeze = (value: unknown, seen: Set<object>): void => {
  // The bytes of a buffer cannot be frozen.
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value) || seen.has(value))
    return
  seen.add(value)
  for (const member of Object.values(value)) freeze(member, seen)
  Object.freeze(value)
}

/** Freezes plain data all the way down. */
export const deepFreeze = <T>(value: T): T => {
  freeze(value, new Set())
  return value
}
