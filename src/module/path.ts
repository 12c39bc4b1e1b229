/** The path of the only predictor of a module. */
export const self = 'self'

/** The path of a part's predictor or parameter, seen from the composite that holds the part under `name`. */
export const joinPath = (name: string, path: string): string => (path === self ? name : `${name}.${path}`)
