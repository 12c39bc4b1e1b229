import { defineCommand } from 'citty'
import { ListenFailedError } from '../interface/server/start-server.ts'
import { serve } from '../setup/serve.ts'

const portOf = (text: string): number => {
  const port = Number(text)
  if (Number.isInteger(port) && port >= 0 && port <= 65535) return port
  throw new Error(`--port is "${text}", but should be a number from 0 to 65535.`)
}

const reasonOf = (error: unknown, port: string): string => {
  if (ListenFailedError.isInstance(error) && error.variables['reason'] === 'EADDRINUSE')
    return `Port ${port} is in use: choose another with --port, or --port 0 for a free one.`
  return error instanceof Error ? error.message : String(error)
}

export const serveLm = defineCommand({
  meta: { name: 'serve', description: 'Serve the offline language model in OpenAI’s protocol' },
  args: {
    port: { type: 'string', default: '11555', description: 'Port to listen on; 0 for a free one' },
    host: { type: 'string', default: '127.0.0.1', description: 'Address to listen on' },
  },
  async run({ args }) {
    try {
      const server = await serve({ port: portOf(args.port), host: args.host })
      console.log(
        `The offline model answers at ${server.baseURL} (set OPENAI_BASE_URL to it; Ctrl-C ends it)`,
      )
    } catch (error) {
      console.error(reasonOf(error, args.port))
      process.exitCode = 1
    }
  },
})
