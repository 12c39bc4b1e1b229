// A program of its own, so that its work is not counted as the client's. Answers
// `/<layout>/chat/completions` at once with the same text for each call.
import { createServer } from 'node:http'

const texts: Readonly<Record<string, string>> = {
  chat: '[[ ## answer ## ]]\nParis\n\n[[ ## confidence ## ]]\n0.9\n\n[[ ## completed ## ]]\n',
  json: '{"answer":"Paris","confidence":0.9}',
  lines: 'Answer: Paris\nConfidence: 0.9',
}

const completion = (content: string) =>
  JSON.stringify({
    id: 'chatcmpl-1',
    object: 'chat.completion',
    created: 0,
    model: 'scripted',
    choices: [{ index: 0, finish_reason: 'stop', message: { role: 'assistant', content } }],
    usage: { prompt_tokens: 120, completion_tokens: 20, total_tokens: 140 },
  })

const answers = new Map(
  Object.entries(texts).map(([layout, text]) => [
    `/${layout}/chat/completions`,
    Buffer.from(completion(text)),
  ]),
)

const server = createServer((request, response) => {
  const answer = answers.get(request.url ?? '')
  request.resume().on('end', () => {
    response.writeHead(answer ? 200 : 404, {
      'content-type': 'application/json',
      'content-length': answer?.length ?? 0,
    })
    response.end(answer)
  })
})
server.keepAliveTimeout = 60_000
server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  if (typeof address === 'object' && address) process.send?.(`http://127.0.0.1:${address.port}`)
})
process.once('disconnect', () => process.exit(0))
