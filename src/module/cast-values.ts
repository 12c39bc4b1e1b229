import { groupErrors } from '../error/error-group.ts'
import { errorsOfIssues } from '../error/errors-of-issues.ts'
import type { SignatureInfo } from '../signature/signature.ts'
import { castFields } from '../type/cast-field.ts'
import { type Fields, fieldOf } from '../type/field.ts'

const sensitive = (fields: Fields): string[] => Object.keys(fields).filter((name) => fieldOf(fields[name] as Fields[string]).options.sensitive)

/** Values of one side of a signature, cast by the fields' types; defaults are filled in. Throws one error with every problem: `NoSuchInput`, `Required`, `InvalidArgument`, or an `ErrorGroup` of them. */
export const castValues = (signature: SignatureInfo, side: 'input' | 'output', given: unknown): Readonly<Record<string, unknown>> => {
  const fields = signature[side]
  const result = castFields(fields, given)
  if (!result.ok) throw groupErrors(errorsOfIssues(result.issues, { kind: 'argument', of: signature.name, sensitiveFields: sensitive(fields) }))
  return result.value
}
