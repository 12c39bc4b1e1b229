import type { Adapter, Demo } from '../../src/adapter/adapter.ts'
import { chatAdapter } from '../../src/adapter/chat-adapter.ts'
import type { LmSettings } from '../../src/lm/language-model.ts'
import { offline } from '../../src/offline/offline.ts'
import type { Fields } from '../../src/type/field.ts'
import { t } from '../../src/type/t.ts'

export interface Ask {
  readonly instructions?: string
  readonly input: Readonly<Record<string, unknown>>
  readonly fields?: Fields
  readonly output: Fields
  readonly demos?: readonly Demo[]
  readonly adapter?: Adapter
  readonly settings?: LmSettings
  readonly rolloutId?: number
}

export const lm = offline()
/** What the offline model answers to a task. */
export const ask = async ({
  instructions = 'Do the task.',
  input,
  fields,
  output,
  demos = [],
  adapter = chatAdapter,
  settings = {},
  rolloutId,
}: Ask): Promise<Record<string, unknown>> => {
  const signature = {
    name: 'Task',
    instructions,
    input: fields ?? Object.fromEntries(Object.keys(input).map((name) => [name, t.text()])),
    output,
  }
  const responseFormat = adapter.responseFormat?.(signature, lm)
  const response = await lm.generate({
    ...settings,
    messages: adapter.format({ signature, demos, input }),
    ...(responseFormat ? { responseFormat } : {}),
    ...(rolloutId === undefined ? {} : { rolloutId }),
  })
  return adapter.parse(signature, response)
}

/** A post with a front matter, code and headings. */
export const POST = `---
title: The new queue
---
# The new queue

<div class="hero"><img src="x.png"></div>

The queue now keeps every job on disk before it answers. A crash therefore loses no jobs. See [the manual](https://example.org/queue).

\`\`\`ts
const secret = queue.open()
\`\`\`

Workers read the queue in batches of 50 jobs. Batches made the workers four times faster in our tests. Dr. Ada Miller wrote the queue in March 2024.

## Next

We plan to add priorities next year.`
