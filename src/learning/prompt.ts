import { actionInfo } from '../action/contract/action-info.ts'
import { type Action, action } from '../action/contract/action.ts'
import type { ActionContext } from '../action/contract/context.ts'
import { sessionKey } from '../action/contract/session.ts'
import type { Context } from '../context/context.ts'
import { DefinitionError } from '../error/definition-error.ts'
import { LmInTransactionError } from '../error/lm-error.ts'
import type { Module } from '../module/module.ts'
import type { AnyResource } from '../resource/resource.ts'
import { signatureInfo } from '../signature/signature-info.ts'
import type { AnySignature, In, Prediction } from '../signature/signature.ts'
import { t } from '../type/t.ts'
import { isManaged, unkept } from './program/managed.ts'

export interface PromptOptions {
  /** Default: the signature's instructions. */
  readonly description?: string
  /** Whether HTTP, MCP and tools offer the action. Default true. */
  readonly public?: boolean
}

/** The signature's outputs in a prediction, without what a module adds (`reasoning`). */
const outputsOf = (signature: AnySignature, prediction: object): object => {
  const names = Object.keys(signatureInfo(signature).output)
  return Object.fromEntries(
    names.map((name) => [name, (prediction as Readonly<Record<string, unknown>>)[name]]),
  )
}

/** Passing the module itself would run it where only its declaration is needed. */
const moduleOf = <S extends AnySignature, E>(
  resource: unknown,
  module: () => Module<S, E>,
): Module<S, E> => {
  const used = 'signature' in module ? undefined : (module() as Module<S, E> | undefined)
  if (typeof used === 'function' && 'signature' in used) return used
  throw new DefinitionError({
    resource: (resource as AnyResource).resourceName,
    problem: 'prompt needs a function that returns a module',
    fix: 'Write prompt(Post, () => titler).',
  })
}

/**
 * An action that a module performs: its arguments are the signature's inputs, and it returns the
 * signature's outputs. The module runs with the session's context, so it uses the session's
 * language model and trace, and the session itself (`sessionKey`) for lookups. The function is
 * called at the first use, so the module's file may import the resource's.
 *
 * Errors of the language model are passed on unchanged. Inside a transaction, it fails with
 * `LmInTransactionError`.
 *
 * @example
 * static actions = { suggestTitle: prompt(Post, () => titler) }
 * const { title } = await session.run(Post.actions.suggestTitle, { body })
 */
export const prompt = <X, S extends AnySignature, E>(
  resource: X,
  module: () => Module<S, E>,
  options: PromptOptions = {},
): Action<'action', X, In<S>, Prediction<S>> => {
  const used = () => moduleOf(resource, module)
  const signature = () => used().signature
  const run = async (
    input: unknown,
    { action: running, connection, context, session, signal }: ActionContext,
  ) => {
    if (connection.inTransaction)
      throw new LmInTransactionError({ work: actionInfo(running).label })
    const prediction: object = await used()(input as In<S>, {
      context: context.with(sessionKey, session),
      ...(signal ? { signal } : {}),
    })
    return outputsOf(signature(), prediction)
  }
  const declared = action(resource, {
    get description() {
      return options.description ?? signatureInfo(signature()).instructions
    },
    public: options.public ?? true,
    arguments: () => signatureInfo(signature()).input,
    returns: () => t.map({ fields: signatureInfo(signature()).output }),
    run: run as never,
    verify: (context: Context) => {
      const owner: object = used()
      return isManaged(owner) ? unkept(owner.programName, context) : undefined
    },
  })
  // The fields are known as soon as the module is; the types already describe them.
  return declared as unknown as Action<'action', X, In<S>, Prediction<S>>
}
