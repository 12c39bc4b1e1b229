import { app } from '../../../src/domain/open.ts'

export const work = app<{ actor: { readonly id: string } }>()
