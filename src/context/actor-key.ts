import { contextKey } from './context.ts'

/** Who acts. Absent means that nobody was named; an anonymous actor is named explicitly. */
export const actorKey = contextKey<object>('actor')
