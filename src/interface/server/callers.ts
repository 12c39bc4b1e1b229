/** Who may call a server: asked of every request before anything else. */
export interface AllowedCallers {
  /**
   * Names that a request may call the server by (its `Host`), in addition to those of this machine.
   * Default: on a loopback address none, so that a page whose name was pointed at this machine is
   * refused; on any other address all.
   */
  readonly allowedHosts?: readonly string[]
  /**
   * Web pages that may call, in addition to those of this machine and of the allowed hosts: a host
   * name (`app.example`) or a whole origin (`https://app.example`); `*` is any. Default: on a
   * loopback address none; on any other address the browser's own rules (CORS) decide.
   */
  readonly allowedOrigins?: readonly string[]
}

const thisMachine = ['localhost', '[::1]']

/** Whether only this machine reaches an address or host name. */
export const isLoopback = (host: string): boolean =>
  thisMachine.includes(host) || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host)

/** The name in a `Host` header; undefined where it holds anything else. */
const nameIn = (host: string | null): string | undefined => {
  if (!host || /[/?#@\\\s]/.test(host) || !URL.canParse(`http://${host}`)) return undefined
  return new URL(`http://${host}`).hostname || undefined
}

/**
 * Whether a page of this origin is among those named, as a host name or a whole origin. Pages of
 * this machine always are.
 */
export const isAllowedOrigin = (origin: string, allowed: readonly string[]): boolean => {
  if (allowed.includes('*') || allowed.includes(origin)) return true
  const host = URL.canParse(origin) ? new URL(origin).hostname : ''
  return host !== '' && (isLoopback(host) || allowed.includes(host))
}

/**
 * Why a request is not answered, or undefined where it is. Browsers say which page a request comes
 * from, and a page can make its own name lead to this machine: so neither the name a request calls
 * nor the page it comes from is taken on trust.
 */
export const refusalOf = (
  request: Request,
  bound: string,
  { allowedHosts, allowedOrigins }: AllowedCallers,
): string | undefined => {
  const local = isLoopback(bound)
  const host = nameIn(request.headers.get('host'))
  const called = new URL(request.url).hostname
  const isKnown = (name: string | undefined) =>
    name !== undefined && (isLoopback(name) || (allowedHosts ?? []).includes(name))
  if ((local || allowedHosts) && !(isKnown(host) && isKnown(called)))
    return 'this server does not answer to that host name; allowedHosts names those it answers to'
  const origin = request.headers.get('origin')
  if (origin === null || !(local || allowedOrigins)) return undefined
  return isAllowedOrigin(origin, [...(allowedHosts ?? []), ...(allowedOrigins ?? [])])
    ? undefined
    : 'pages of this origin may not call; allowedOrigins names those that may'
}
