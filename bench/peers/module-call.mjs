// The peers' ways of a module call. JavaScript, so that the type check of the repository does not
// need them installed.
import { createOpenAICompatible } from '@ai-sdk/openai-compatible'
import { ai, ax } from '@ax-llm/ax'
import { generateText, Output } from 'ai'
import { z } from 'zod'

const question = 'What is the capital of France?'

/** `messages` are the system and the user message that Ashlar sends. */
export const contenders = (url, { system, user }) => {
  const model = (layout) =>
    createOpenAICompatible({
      name: 'scripted',
      baseURL: `${url}/${layout}`,
      apiKey: 'key',
      supportsStructuredOutputs: true,
    })('scripted')
  const [plain, structured] = [model('chat'), model('json')]
  const prompt = [
    { role: 'system', content: system },
    { role: 'user', content: [{ type: 'text', text: user }] },
  ]
  const output = Output.object({ schema: z.object({ answer: z.string(), confidence: z.number() }) })
  const service = ai({
    name: 'openai-compatible',
    apiKey: 'key',
    apiURL: `${url}/lines`,
    config: { model: 'scripted', stream: false },
  })
  const generator = ax('question:string -> answer:string, confidence:number')
  return {
    provider: async () => (await plain.doGenerate({ prompt })).content[0].text,
    generateText: async () => (await generateText({ model: plain, system, prompt: user })).text,
    generateObject: async () =>
      (await generateText({ model: structured, prompt: question, output })).output,
    ax: () => generator.forward(service, { question }, { stream: false }),
  }
}
