import type { Json } from '../../type/type.ts'

/** JSON that no cache keeps (it is one actor's) and no browser takes for anything else. */
export const jsonResponse = (status: number, body: Json, headers: Readonly<Record<string, string>> = {}): Response =>
  new Response(JSON.stringify(body), {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store', 'x-content-type-options': 'nosniff', ...headers },
  })
