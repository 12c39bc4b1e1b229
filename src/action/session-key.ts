import { contextKey } from '../context/context.ts'
import type { Session } from './session.ts'

/** The session in which an action runs: for code that is called far below it, such as a retrieval inside a module. */
export const sessionKey = contextKey<Session>('session')
