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

/** Without the lines that the tags stand on. What indents the first line is the text's. */
const ownLines = (inner: string): string => {
  const text = inner.trimEnd()
  const [start = ''] = /^[^\S\n]*\r?\n/.exec(text) ?? []
  return start ? text.slice(start.length) : text.trimStart()
}

/** The text of an element: CDATA as it is, entities resolved elsewhere. */
export const elementText = (inner: string): string =>
  ownLines(inner)
    .split('<![CDATA[')
    .map((part, index) => {
      const end = index ? part.indexOf(']]>') : -1
      if (end >= 0) return part.slice(0, end) + unescapeXml(part.slice(end + 3))
      return unescapeXml(index ? `<![CDATA[${part}` : part)
    })
    .join('')
