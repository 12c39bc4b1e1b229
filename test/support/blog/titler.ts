import { chainOfThought } from '../../../src/module/predict/chain-of-thought.ts'
import { Signature } from '../../../src/signature/signature.ts'
import { Post } from './post.ts'

export class SuggestTitle extends Signature.from(() => Post, {
  input: ['body'],
  output: ['title', 'tags'],
  instructions: 'Suggest a title and tags.',
}) {}
export const titler = chainOfThought(SuggestTitle)
