const entities: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" }

export const escapeXml = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
export const escapeAttribute = (text: string): string => escapeXml(text).replaceAll('"', '&quot;').replaceAll('>', '&gt;')

const codePoint = (entity: string, digits: string, radix: number): string => {
  const code = Number.parseInt(digits, radix)
  return code <= 0x10ffff ? String.fromCodePoint(code) : entity
}

export const unescapeXml = (text: string): string =>
  text.replaceAll(/&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|(lt|gt|amp|quot|apos));/gi, (entity, hex, decimal, name) =>
    hex ? codePoint(entity, hex, 16) : decimal ? codePoint(entity, decimal, 10) : (entities[name.toLowerCase()] ?? entity),
  )

/** The text of an element: CDATA as it is, entities resolved elsewhere. */
export const elementText = (inner: string): string => {
  const cdata = /^\s*<!\[CDATA\[([\s\S]*)\]\]>\s*$/.exec(inner)
  return cdata ? cdata[1]! : unescapeXml(inner.trim())
}
