import { isDeepStrictEqual } from 'node:util'
import { predict, Signature } from 'ashlar'
import { offline } from 'ashlar/lm'
import { documents } from './documents.ts'
import type { Question } from './questions.ts'

type Documents = Readonly<Record<string, string>>

/** The offline model's answer to a question over a document, by an adapter. */
export const answerOf = async (
  asked: Question,
  adapter: 'chat' | 'json' | 'xml',
  texts: Documents = documents,
): Promise<unknown> => {
  const signature = Signature(asked.signature, asked.instructions)
  const [main = 'text'] = Object.keys(signature.input)
  const input = {
    [main]: texts[asked.document],
    ...(asked.question === undefined ? {} : { question: asked.question }),
  }
  const prediction = await predict(signature, { adapter })(input, { lm: offline() })
  return Object.values(prediction)[0]
}

export interface Miss {
  readonly asked: Question
  readonly answer: unknown
}

export const missesOf = async (
  asked: readonly Question[],
  texts: Documents = documents,
): Promise<Miss[]> => {
  const answers = await Promise.all(
    asked.map(async (question) => ({
      asked: question,
      answer: await answerOf(question, 'chat', texts),
    })),
  )
  return answers.filter(({ asked: { expected }, answer }) => !isDeepStrictEqual(answer, expected))
}

/** The misses as lines to read. */
export const shown = (misses: readonly Miss[]): string =>
  misses
    .map(
      ({ asked, answer }) =>
        `${asked.document}: ${asked.question ?? asked.signature} → ${JSON.stringify(answer)}, not ${JSON.stringify(asked.expected)}`,
    )
    .join('\n')
