import type { PoolClient } from 'pg'
import { identifier } from './migrate/names.ts'

interface Told {
  readonly channel: string
  readonly payload?: string | undefined
}

const firstPause = 100
const longestPause = 5000

/**
 * Listens to a channel on a connection of its own, and on a new one when that ends. What is sent in
 * between is lost.
 */
export class Listener {
  readonly #connect: () => Promise<PoolClient>
  readonly #channel: string
  readonly #hear: (payload: string) => void
  #client: PoolClient | undefined
  #pause: NodeJS.Timeout | undefined
  #stopped = false
  private constructor(
    connect: () => Promise<PoolClient>,
    channel: string,
    hear: (payload: string) => void,
  ) {
    this.#connect = connect
    this.#channel = channel
    this.#hear = hear
  }
  static async start(
    connect: () => Promise<PoolClient>,
    channel: string,
    hear: (payload: string) => void,
  ): Promise<() => Promise<void>> {
    const listener = new Listener(connect, channel, hear)
    await listener.#listen()
    return async () => listener.#stop()
  }
  async #listen(): Promise<void> {
    const client = await this.#connect()
    const lose = (error: Error) => {
      if (this.#client !== client) return
      this.#client = undefined
      client.release(error)
      this.#again(firstPause)
    }
    client.on('error', lose)
    client.on('notification', ({ channel, payload }: Told) => {
      if (this.#client === client && channel === this.#channel) this.#hear(payload ?? '')
    })
    this.#client = client
    try {
      await client.query(`listen ${identifier(this.#channel)}`)
    } catch (error) {
      if (this.#client === client) client.release(true)
      this.#client = undefined
      throw error
    }
    if (this.#stopped) this.#stop()
  }
  #again(pause: number): void {
    if (this.#stopped) return
    this.#pause = setTimeout(() => {
      this.#listen().catch(() => this.#again(Math.min(pause * 2, longestPause)))
    }, pause)
    this.#pause.unref()
  }
  #stop(): void {
    this.#stopped = true
    clearTimeout(this.#pause)
    const client = this.#client
    this.#client = undefined
    client?.release(true)
  }
}
