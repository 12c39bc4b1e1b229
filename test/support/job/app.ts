import { app } from '../../../src/app/open-app.ts'

export const work = app<{ actor: { readonly id: string } }>()
