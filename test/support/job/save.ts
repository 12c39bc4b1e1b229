import { create } from '../../../src/action/contract/action.ts'
import { Resource } from '../../../src/resource/resource.ts'
import { t } from '../../../src/type/t.ts'

/** One row for each result that was saved, so that what was done twice shows. */
export class Save extends Resource('Save', {
  id: t.uuid().primaryKey(),
  title: t.string(),
}) {
  static actions = { note: create(Save, { accept: ['title'] }) }
}
