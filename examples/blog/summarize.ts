import { predict, Signature, t } from 'ashlar'
import { managed } from 'ashlar/program'

export class Summarize extends Signature('Summarize the post for the readers of a newsletter.', {
  input: { title: t.string(), content: t.text() },
  output: {
    summary: t.text().describe('two sentences'),
    keywords: t.list(t.string(), { minLength: 1, maxLength: 5 }).describe('five keywords'),
  },
}) {}

/** Kept as a program: versions, an active one, and what an optimizer proposes, in rows. */
export const summarizer = managed('summarizer', predict(Summarize))
