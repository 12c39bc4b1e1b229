import type { DefinitionError } from '../../error/definition-error.ts'
import type { ActionInfo } from '../action-info.ts'

/** One rule about an action: everything in it that breaks the rule. */
export type ActionVerifier = (info: ActionInfo) => readonly DefinitionError[]
