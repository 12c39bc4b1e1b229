import { type StringOptions, stringType } from './string.ts'

/** Prose: stored and checked as `string`, shown as a larger field. */
export const textType = (options: StringOptions = {}) => stringType(options, 'text')
