// Writes llms.txt, the table of contents that a language model reads first: each document of the
// package with its headings.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const read = (path) => readFileSync(join(root, path), 'utf8')
const withoutCode = (text) => text.replaceAll(/^```[\s\S]*?^```/gm, '')

/** The first sentence of a document. */
const firstSentence = (text) => /^[A-Z][^\n]*?\.(?=\s)/m.exec(text)?.[0]

const entry = (path) => {
  const text = withoutCode(read(path))
  const headings = [...text.matchAll(/^## (.+)$/gm)].map(([, heading]) => heading.trim())
  const title = /^# (.+)$/m.exec(text)?.[1] ?? path
  return `- [${title}](${path})${headings.length ? `: ${headings.join('; ')}` : ''}`
}

/** The text of llms.txt, made from the documents as they are. */
export const llmsText = () => {
  const documents = readdirSync(join(root, 'docs')).filter((name) => name.endsWith('.md'))
  const { version, description } = JSON.parse(read('package.json'))
  const pages = ['README.md', ...documents.toSorted().map((name) => `docs/${name}`)]
  return `# Ashlar

> ${firstSentence(read('README.md'))}

Version ${version}. ${description}

## Documentation

${pages.map(entry).join('\n')}

## Optional

${['CHANGELOG.md', 'SECURITY.md'].map(entry).join('\n')}
`
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  writeFileSync(join(root, 'llms.txt'), llmsText())
