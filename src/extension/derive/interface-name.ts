import { snakeCase } from '../../resource/table-name.ts'
import type { ActionInfo } from '../../action/action-info.ts'

/** `post_suggest_title`: the action among all actions of an app. */
export const snakeName = ({ resource, name }: Pick<ActionInfo, 'resource' | 'name'>): string => `${snakeCase(resource.name)}_${snakeCase(name)}`

/** `suggest-title`, `blog-post`: a name as a segment of a path. */
export const kebabCase = (name: string): string => snakeCase(name).replaceAll('_', '-')
