import type { ResourceInfo } from '../resource/info.ts'

export const verify = (_resources: readonly ResourceInfo[]): void => {}
