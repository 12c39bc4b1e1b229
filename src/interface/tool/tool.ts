import { type ActionInfo, actionInfo } from '../../action/contract/action-info.ts'
import type { ActionResource, AnyAction } from '../../action/contract/action.ts'
import type { Session } from '../../action/contract/session.ts'
import { reportError } from '../../app/report-error.ts'
import { DefinitionError } from '../../error/definition-error.ts'
import type { LmTool } from '../../lm/language-model.ts'
import type { Load } from '../../resource/load.ts'
import type { Json } from '../../type/type.ts'
import { type ActionDescription, describeAction } from '../describe/describe-action.ts'
import type { LoadRequest } from '../describe/load-request.ts'
import { type PublicError, publicErrors, type Report } from '../describe/public-errors.ts'
import { runDescribed } from '../describe/run-described.ts'
import { assertCallable } from '../describe/serve.ts'

/** A name every provider and MCP takes: at most 64 letters, digits, `_` and `-`. */
const checkToolName = (name: string): string => {
  if (!/^[\w-]{1,64}$/.test(name))
    throw new DefinitionError({
      resource: 'tool',
      problem: `"${name}" is not a name for a tool`,
      fix: 'Use 1 to 64 letters, digits, _ and -: tool(action, { name: "search_posts" }).',
    })
  return name
}

/** Throws where two tools would answer to one name. */
export const checkUniqueNames = <T extends { readonly name: string }>(
  tools: readonly T[],
): readonly T[] => {
  const names = new Set<string>()
  for (const { name } of tools) {
    if (names.has(name))
      throw new DefinitionError({
        resource: 'tool',
        problem: `two tools are named "${name}"`,
        fix: 'Give one of them another name: tool(action, { name: "…" }).',
      })
    names.add(name)
  }
  return tools
}

/** Errors as a model reads them: one plain line each. */
const errorLines = (errors: readonly PublicError[]): string =>
  errors.map(({ message }) => message.replaceAll(/\s*\n\s*/g, ' ')).join('\n')

/**
 * What a tool call gave. `text` is for a model: JSON, or one line for each thing that was wrong.
 */
export type ToolResult =
  | { readonly ok: true; readonly text: string; readonly value: Json }
  | { readonly ok: false; readonly text: string }

export interface ToolCallOptions {
  readonly signal?: AbortSignal
  /**
   * Receives errors whose message is not for the caller. Default: they are written to standard
   * error.
   */
  readonly onError?: Report
}

/** An action as something a model can call: an `LmTool` that runs under the session it is given. */
export interface Tool extends LmTool {
  readonly describes: ActionDescription
  /**
   * Whether the session's actor may call it; what only an input or the data can tell counts as yes.
   */
  available(session: Session): Promise<boolean>
  /** Runs it. Whatever goes wrong is in the result, never thrown. */
  execute(args: unknown, session: Session, options?: ToolCallOptions): Promise<ToolResult>
}

export interface ToolOptions<X> {
  /** Default: resource and action, `post_published`. Letters, digits, `_` and `-`. */
  readonly name?: string
  /** Default: the action's. */
  readonly description?: string
  /**
   * What records are given with, beyond their public attributes. What is named here is given out,
   * public or not.
   */
  readonly load?: Load<X>
}

/** As `tool`, for an action met as data. */
export const toolOf = (action: ActionInfo, options: ToolOptions<unknown> = {}): Tool => {
  assertCallable([action])
  const describes = describeAction(action, {
    load: (options.load ?? {}) as LoadRequest,
    filter: 'prose',
  })
  const execute = async (
    args: unknown,
    session: Session,
    { signal, onError = reportError }: ToolCallOptions = {},
  ): Promise<ToolResult> => {
    try {
      const value = await runDescribed(describes, args ?? {}, {
        session,
        ...(signal ? { signal } : {}),
      })
      return { ok: true, text: JSON.stringify(value), value }
    } catch (error) {
      if (signal?.aborted) return { ok: false, text: 'The call was aborted by its caller.' }
      return { ok: false, text: errorLines(publicErrors(error, `tool ${describes.name}`, onError)) }
    }
  }
  const shown: LmTool = {
    name: checkToolName(options.name ?? describes.name),
    description: options.description ?? describes.description,
    parameters: describes.inputSchema,
  }
  return hiding(shown, { describes, available: (session) => session.can(action.action), execute })
}

/**
 * What is hidden is there, but part of no JSON: a tool in a model's request, a cache key or a log
 * is its name, description and parameters.
 */
const hiding = (shown: LmTool, hidden: Omit<Tool, keyof LmTool>): Tool =>
  Object.freeze(
    Object.defineProperties(
      { ...shown },
      Object.fromEntries(Object.entries(hidden).map(([name, value]) => [name, { value }])),
    ),
  ) as Tool

/**
 * An action as a tool for a language model or an agent: its schema is derived, its calls are
 * authorized as the session's actor, its results hold public fields and what `load` names.
 *
 * @example
 * const search = tool(Post.actions.published, { name: 'search_posts', description: 'Finds published posts.', load: { author: true } })
 * const { text } = await search.execute({ filter: { title: { contains: 'Node' } }, limit: 5 }, session)
 */
export const tool = <Act extends AnyAction>(
  action: Act,
  options: ToolOptions<ActionResource<Act>> = {},
): Tool => toolOf(actionInfo(action), options)
