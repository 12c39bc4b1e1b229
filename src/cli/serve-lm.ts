import { ListenFailedError } from '../interface/server/start-server.ts'
import { serve } from '../setup/serve.ts'
import { type Command, CommandLineError } from './run-cli.ts'

const portOf = (text: string): number => {
  const port = Number(text)
  if (/^\d+$/.test(text) && port <= 65535) return port
  throw new CommandLineError(`--port is "${text}", but should be a number from 0 to 65535.`)
}

const reasonOf = (error: unknown, port: string): string => {
  if (ListenFailedError.isInstance(error) && error.variables['reason'] === 'EADDRINUSE')
    return `Port ${port} is in use: choose another with --port, or --port 0 for a free one.`
  return error instanceof Error ? error.message : String(error)
}

export const serveLm: Command = {
  meta: { name: 'serve', description: "Serve the offline language model in OpenAI's protocol" },
  args: {
    port: { type: 'string', default: '11555', description: 'Port to listen on; 0 for a free one' },
    host: { type: 'string', default: '127.0.0.1', description: 'Address to listen on' },
  },
  async run({ args }) {
    const [port, host] = [String(args['port']), String(args['host'])]
    const server = await serve({ port: portOf(port), host }).catch((error: unknown) => {
      throw new CommandLineError(reasonOf(error, port), { cause: error })
    })
    console.log(
      `The offline model answers at ${server.baseURL} (set OPENAI_BASE_URL to it; Ctrl-C ends it)`,
    )
  },
}
