import { app } from '../../../src/app/open-app.ts'
import type { User } from './user.ts'

export const blog = app<{ actor: User }>()
export const { policies } = blog
