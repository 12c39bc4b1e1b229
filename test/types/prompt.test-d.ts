import type { Action, ActionInput, ActionOutput } from '../../src/action/contract/action.ts'
import type { Session } from '../../src/action/contract/session.ts'
import { prompt } from '../../src/learning/prompt.ts'
import { tool } from '../../src/interface/tool/tool.ts'
import { predict } from '../../src/module/predict/predict.ts'
import { Post } from '../support/blog/post.ts'
import type { SuggestTitle } from '../support/blog/titler.ts'

type Equal<A, B> =
  (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false
declare const same: <A, B>(...unequal: Equal<A, B> extends true ? [] : [never]) => void

declare const session: Session

// A prompt-backed action takes the signature's inputs and gives its prediction, though both files
// import each other.
same<ActionOutput<typeof Post.actions.suggestTitle>, SuggestTitle>()
same<ActionInput<typeof Post.actions.suggestTitle>['body'], string>()
const suggested = await session.run(Post.actions.suggestTitle, { body: 'text' })
same<typeof suggested.title, string>()
same<typeof suggested.tags, string[]>()
// @ts-expect-error an input is missing
void session.run(Post.actions.suggestTitle, {})
// @ts-expect-error an input that the signature does not have
void session.run(Post.actions.suggestTitle, { body: 'text', title: 'x' })
// @ts-expect-error what the module thinks on the way is not the action's output
void suggested.reasoning

// A signature in one line of text works as well.
const answer = prompt(Post, () => predict('question, limit: int -> answer, confidence: float'))
const made: Action<
  'action',
  typeof Post,
  { question: string; limit: number },
  { answer: string; confidence: number }
> = answer
const answered = await session.run(made, { question: 'q', limit: 3 })
same<typeof answered.confidence, number>()
// @ts-expect-error a number is no question
void session.run(answer, { question: 1, limit: 3 })
// @ts-expect-error a module, not a signature
prompt(Post, () => Post)

// A tool loads what the action's resource has.
tool(Post.actions.list, { load: { author: true, commentCount: true } })
// @ts-expect-error no such relationship
tool(Post.actions.list, { load: { autor: true } })
