/** Whether adapters can render a field of this name. `__proto__` is none: as a key it would be an object's prototype. */
export const isFieldName = (name: string): boolean => /^[A-Za-z_]\w*$/.test(name) && name !== '__proto__'
