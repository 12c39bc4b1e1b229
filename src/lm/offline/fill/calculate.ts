const TOKEN = /\d+(?:,\d{3})*(?:\.\d+)?|[-+*/×÷^()]/g
const EXPRESSION = /[(\d][\d\s().,+\-*/×÷^]*[+\-*/×÷^][\d\s().,+\-*/×÷^]*[\d)]/g

const PRECEDENCE: Readonly<Record<string, number>> = { '+': 1, '-': 1, '*': 2, '/': 2, '×': 2, '÷': 2, '^': 3 }

const apply = (operator: string, left: number, right: number): number => {
  if (operator === '+') return left + right
  if (operator === '-') return left - right
  if (operator === '*' || operator === '×') return left * right
  return operator === '^' ? left ** right : left / right
}

/** The longest expression in digits and operators that a text holds, calculated by precedence; undefined where there is none. */
export const calculate = (text: string): number | undefined => {
  const longest = (text.slice(0, 4000).match(EXPRESSION) ?? [])
    .filter((found) => !/^\d{4}-\d\d-\d\d/.test(found) && !/^\d+-\d+$/.test(found))
    .reduce((best, found) => (found.length > best.length ? found : best), '')
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
    for (let operator = tokens[at]; operator !== undefined && (PRECEDENCE[operator] ?? 0) >= least; operator = tokens[at]) {
      at += 1
      left = apply(operator, left, binary((PRECEDENCE[operator] ?? 0) + (operator === '^' ? 0 : 1)))
    }
    return left
  }
  const result = tokens.length > 2 ? binary(1) : Number.NaN
  return Number.isFinite(result) && at >= tokens.length ? result : undefined
}
