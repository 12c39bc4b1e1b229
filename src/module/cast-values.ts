import { groupErrors } from '../error/error-group.ts'
import { errorsOfIssues } from '../error/errors-of-issues.ts'
import type { SignatureInfo } from '../signature/signature.ts'
import { castFields } from '../type/cast-field.ts'
import { type Fields, fieldOf } from '../type/field.ts'
import { lenientFields } from '../type/lenient.ts'

const sensitive = (fields: Fields): string[] => Object.keys(fields).filter((name) => fieldOf(fields[name] as Fields[string]).options.sensitive)

/** Values of one side of a signature, cast by the fields' types; defaults are filled in. What is given stays as it is: a text may be empty, and keeps what indents it. Throws one error with every problem: `NoSuchInput`, `Required`, `InvalidArgument`, or an `ErrorGroup` of them. */
export const castValues = (signature: SignatureInfo, side: 'input' | 'output', given: unknown): Readonly<Record<string, unknown>> => {
  const fields = signature[side]
  const result = castFields(lenientFields(fields, side === 'input' ? 'given' : 'said'), given)
  if (!result.ok) throw groupErrors(errorsOfIssues(result.issues, { kind: 'argument', of: signature.name, sensitiveFields: sensitive(fields) }))
  return result.value
}
