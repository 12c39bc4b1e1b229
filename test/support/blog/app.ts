import { app } from '../../../src/domain/open.ts'
import type { User } from './user.ts'

export const blog = app<{ actor: User }>()
export const { policies } = blog
