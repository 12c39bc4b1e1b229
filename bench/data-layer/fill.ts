import type { Pool } from 'pg'

export const AUTHORS = 200
export const POSTS = 20_000
export const COMMENTS_EACH = 5

/**
 * The same rows in every run: half of the posts are drafts. Keys of authors and posts are digests
 * of their numbers.
 */
export const fill = async (pool: Pool): Promise<void> => {
  await pool.query(
    `insert into authors (id, name) select md5('author' || i)::uuid, 'Author ' || i from generate_series(1, ${AUTHORS}) i`,
  )
  await pool.query(`insert into posts (id, title, body, status, score, author_id, created_at)
    select md5('post' || i)::uuid, 'Post number ' || i, repeat('lorem ipsum dolor sit amet ', 20), case when i % 2 = 0 then 'published' else 'draft' end,
      (i * 7919) % 100, md5('author' || i % ${AUTHORS} + 1)::uuid, timestamptz '2026-01-01' + i * interval '1 minute' from generate_series(1, ${POSTS}) i`)
  await pool.query(`insert into comments (id, body, post_id)
    select md5('comment' || i || '-' || j)::uuid, 'Comment ' || j, md5('post' || i)::uuid from generate_series(1, ${POSTS}) i, generate_series(1, ${COMMENTS_EACH}) j`)
  await pool.query('create index on posts (created_at desc, id)')
  await pool.query('create index on posts (author_id)')
  await pool.query('create index on comments (post_id)')
  await pool.query('vacuum analyze')
}
