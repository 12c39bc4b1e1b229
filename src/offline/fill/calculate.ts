const TOKEN = /\d+(?:,\d{3})*(?:\.\d+)?|[-+*/×÷^()]/g
const RUN = /[\d\s().,+\-*/×÷^]{3,200}/g

const isExpression = (run: string): boolean =>
  /[+\-*/×÷^]/.test(run) &&
  /\d/.test(run) &&
  !/^\d{4}-\d\d-\d\d/.test(run) &&
  !/^\d+-\d+$/.test(run)

const PRECEDENCE: Readonly<Record<string, number>> = {
  '+': 1,
  '-': 1,
  '*': 2,
  '/': 2,
  '×': 2,
  '÷': 2,
  '^': 3,
}

const apply = (operator: string, left: number, right: number): number => {
  if (operator === '+') return left + right
  if (operator === '-') return left - right
  if (operator === '*' || operator === '×') return left * right
  return operator === '^' ? left ** right : left / right
}

/**
 * The longest expression in digits and operators that a text holds, calculated by precedence;
 * undefined where there is none.
 */
export const calculateText = (text: string): number | undefined => {
  const runs = (text.slice(0, 4000).match(RUN) ?? [])
    .map((run) => run.replace(/^[\s.,+*/×÷^)]+/, '').replace(/[\s.,+\-*/×÷^(]{1,200}$/, ''))
    .filter(isExpression)
  const longest = runs.reduce((best, run) => (run.length > best.length ? run : best), '')
  const tokens = longest.match(TOKEN) ?? []
  let at = 0
  const primary = (): number => {
    const token = tokens[at]
    at += 1
    if (token === '-') return -primary()
    if (token !== '(') return Number((token ?? 'NaN').replace(/,/g, ''))
    const inside = binary(1)
    at += 1
    return inside
  }
  const binary = (least: number): number => {
    let left = primary()
    for (
      let operator = tokens[at];
      operator !== undefined && (PRECEDENCE[operator] ?? 0) >= least;
      operator = tokens[at]
    ) {
      at += 1
      left = apply(operator, left, binary((PRECEDENCE[operator] ?? 0) + (operator === '^' ? 0 : 1)))
    }
    return left
  }
  const result = tokens.length > 2 ? binary(1) : Number.NaN
  return Number.isFinite(result) && at >= tokens.length ? result : undefined
}
