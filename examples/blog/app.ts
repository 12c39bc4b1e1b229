import { app } from 'ashlar'
import type { Author } from './author.ts'

/** The application's types: who acts in it. It is opened in open.ts. */
export const blog = app<{ actor: Author }>()
export const { policies } = blog
