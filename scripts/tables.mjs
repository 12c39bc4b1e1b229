// Writes the tables of error codes and limits in the documents from the source.
import { writeFileSync } from 'node:fs'
import { documents, withTables } from '../test/documents/tables.ts'

for (const { path, text } of documents()) {
  const written = withTables(text)
  if (written === text) continue
  writeFileSync(path, written)
  console.log(`wrote ${path}`)
}
