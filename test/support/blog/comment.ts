import { create, destroy, read } from '../../../src/action/contract/action.ts'
import { belongsTo } from '../../../src/resource/relationship.ts'
import { Resource } from '../../../src/resource/resource.ts'
import { t } from '../../../src/type/t.ts'
import { policies } from './app.ts'
import { Post } from './post.ts'

export class Comment extends Resource('Comment', {
  id: t.uuid().primaryKey(),
  text: t.text().public(),
  postId: t.uuid().public(),
}) {
  static relationships = { post: belongsTo(() => Post, { public: true }) }
  static actions = {
    list: read(Comment),
    write: create(Comment, { accept: ['text', 'postId'] }),
    remove: destroy(Comment, { public: false }),
  }
  static policies = policies(Comment, (_, policy) => [policy.always().authorizeIf(true)])
}
