import type { LmMessage } from '../language-model.ts'

/** Messages as one text, to look at or to compare. */
export const messagesText = (messages: readonly LmMessage[]): string => messages.map(({ role, content }) => `${role}:\n${content}`).join('\n\n')
