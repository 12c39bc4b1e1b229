import { type App, eq, type Session } from 'ashlar'
import { Author } from './author.ts'
import { Post } from './post.ts'
import type { Document } from './read-posts.ts'

export type Imported = 'written' | 'revised' | 'unchanged'
export interface Import {
  readonly document: Document
  readonly result:
    | { readonly ok: true; readonly done: Imported }
    | { readonly ok: false; readonly error: unknown }
}

const save = async (
  session: Session<Author>,
  { path, title, content, status }: Document,
): Promise<Imported> => {
  const [known] = await session.query(Post, {
    filter: (post) => eq(post.path, path),
    load: { author: true },
    limit: 1,
  })
  if (known && known.authorId !== session.actor?.id)
    throw new Error(
      `${known.author?.name ?? 'Somebody else'} wrote it, and a post keeps its author: put the author back, or rename the file`,
    )
  if (!known) {
    await session.run(Post.actions.write, { path, title, content, status })
    return 'written'
  }
  if (known.title === title && known.content === content && known.status === status)
    return 'unchanged'
  await session.run(Post.actions.revise, { id: known.id, title, content, status })
  return 'revised'
}

/**
 * Writes the documents as posts, each as its own author. One that fails is reported, the others go
 * on; what is there already is left as it is, so a run that was cut off is finished by the next
 * one.
 */
export async function* importPosts(
  app: App<Author>,
  documents: readonly Document[],
): AsyncGenerator<Import> {
  const authors = new Map<string, Author>()
  for (const document of documents) {
    try {
      const author =
        authors.get(document.author) ??
        (await app.session(null).run(Author.actions.register, { name: document.author }))
      authors.set(document.author, author)
      yield { document, result: { ok: true, done: await save(app.session(author), document) } }
    } catch (error) {
      yield { document, result: { ok: false, error } }
    }
  }
}
