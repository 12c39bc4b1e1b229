import type { Issue } from './type.ts'

/** How many issues of one value are told; of the rest their number. Nobody mends more at a time. */
export const mostIssues = 25

const isRest = ({ code }: Issue): boolean => code === 'more_issues'
const restOf = (count: number): Issue => ({ path: [], code: 'more_issues', message: `has ${count} more that do not fit`, variables: { count } })

/** Collects what is wrong with a value and its parts: the first issues, and how many there are beyond. */
export class IssueList {
  readonly #issues: Issue[] = []
  #more = 0

  /** The path goes in front of each issue's own. */
  add(issues: readonly Issue[], path: Issue['path'] = []): void {
    for (const issue of issues) {
      if (isRest(issue)) this.#more += Number(issue.variables['count'] ?? 1)
      else if (this.#issues.length >= mostIssues) this.#more += 1
      else this.#issues.push(path.length ? { ...issue, path: [...path, ...issue.path] } : issue)
    }
  }
  /** An issue that is made only where it will be told. */
  make(issue: () => Issue): void {
    if (this.#issues.length >= mostIssues) this.#more += 1
    else this.#issues.push(issue())
  }
  get length(): number {
    return this.#issues.length
  }
  get all(): Issue[] {
    return this.#more ? [...this.#issues, restOf(this.#more)] : this.#issues
  }
}
