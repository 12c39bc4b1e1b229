import { LmUnsupported } from '../../error/lm-unsupported.ts'

/** Throws `LmUnsupported` where a model object speaks another version of the AI SDK's provider interface than the two that are known, or is none. */
export const checkVersion = (model: { readonly specificationVersion: unknown }, name: { readonly provider: string; readonly model: string }): void => {
  const version: unknown = model.specificationVersion
  if (version !== 'v3' && version !== 'v4')
    throw new LmUnsupported(
      `A model object of version v3 or v4 of the AI SDK's provider interface is needed, not ${String(version)}: update the provider's package`,
      name,
    )
}
