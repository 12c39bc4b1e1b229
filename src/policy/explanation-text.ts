import { describe } from '../expression/describe.ts'
import type { Node } from '../expression/node.ts'
import type { Authorization } from './authorize.ts'
import type { Explanation, PolicyExplanation, PolicyVerdict } from './explain.ts'
import type { Effect } from './policy.ts'

const mark = (verdict: PolicyVerdict) => (verdict === undefined ? '?' : verdict ? '✓' : '✘')
const effects: Readonly<Record<Effect, string>> = {
  authorizeIf: 'authorize if',
  authorizeUnless: 'authorize unless',
  forbidIf: 'forbid if',
  forbidUnless: 'forbid unless',
}

const isNone = (filter: Node) => filter.kind === 'value' && filter.value === false

const outcome = (authorization: Authorization): string => {
  switch (authorization.decision) {
    case 'authorized':
      return 'authorized'
    case 'forbidden':
      return `forbidden, since ${authorization.reason}`
    case 'filter':
      return isNone(authorization.filter)
        ? 'allowed on no record'
        : `allowed where ${describe(authorization.filter)}`
    default:
      return authorization satisfies never
  }
}

const policyLines = ({
  kind,
  description,
  strict,
  applies,
  conditions,
  checks,
  passes,
}: PolicyExplanation): string[] => [
  `  ${applies === false ? '–' : mark(passes)} ${kind}${strict ? ' (strict)' : ''}: ${description}${applies === false ? ' (does not apply)' : ''}`,
  ...conditions.map(({ condition, verdict }) => `      ${mark(verdict)} when ${condition}`),
  ...checks.map(
    ({ effect, condition, verdict }) => `      ${mark(verdict)} ${effects[effect]} ${condition}`,
  ),
]

/**
 * An explanation as lines of text: ✓ holds, ✘ does not, ? depends on the record, – does not apply.
 * For the developer's eyes: it names policies and what they compare.
 */
export const explanationText = ({
  resource,
  action,
  anonymous,
  authorization,
  policies,
}: Explanation): string =>
  [
    `${resource}.${action}${anonymous ? ' by anonymous' : ''}: ${outcome(authorization)}`,
    ...policies.flatMap(policyLines),
  ].join('\n')
