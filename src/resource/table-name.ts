/** `BlogPost` and `blogPost` as `blog_post`. */
export const snakeCase = (name: string): string =>
  name
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replaceAll(/([A-Z]+)([A-Z][a-z])/g, '$1_$2')
    .toLowerCase()

/** `BlogPost` as `blogPost`. */
export const camelCase = (name: string): string => name.charAt(0).toLowerCase() + name.slice(1)

const plural = (word: string): string => {
  if (/[^aeiou]y$/.test(word)) return `${word.slice(0, -1)}ies`
  return /(?:s|x|z|ch|sh)$/.test(word) ? `${word}es` : `${word}s`
}

/** The table of a resource that names none: its name in snake_case, plural. */
export const tableName = (resourceName: string): string => plural(snakeCase(resourceName))
