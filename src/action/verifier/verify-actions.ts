import type { DefinitionError } from '../../error/definition-error.ts'
import { resourcePolicies } from '../../policy/resource-policies.ts'
import type { ResourceInfo } from '../../resource/info.ts'
import { attempted } from '../../resource/verifier/verifier.ts'
import { actionsInfo } from '../action-info.ts'
import { acceptedAttributes } from './accepted-attributes.ts'
import { actionExpressions } from './action-expressions.ts'
import { argumentNames } from './argument-names.ts'
import { primaryUnique } from './primary-unique.ts'
import { setAttributes } from './set-attributes.ts'
import { upsertIdentity } from './upsert-identity.ts'

const verifiers = [acceptedAttributes, setAttributes, argumentNames, actionExpressions, upsertIdentity]

/** Everything that is wrong with a resource's actions and policies. */
export const verifyActions = (info: ResourceInfo): readonly DefinitionError[] => {
  const actions = [...actionsInfo(info.resource).values()]
  return [
    ...actions.flatMap((action) => verifiers.flatMap((verifier) => verifier(action))),
    ...primaryUnique(info),
    ...attempted({ resource: info.name, path: ['policies'] }, () => resourcePolicies(info)),
  ]
}
