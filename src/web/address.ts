/** Names and addresses that stand for every address of the machine. */
const EVERYWHERE: ReadonlySet<string> = new Set(["0.0.0.0", "::"]);

/** Where `localhost` leads. */
const LOCALHOST: ReadonlySet<string> = new Set(["localhost", "127.0.0.1", "::1"]);

/** Loopback addresses, on which nobody but this machine can connect. */
export function isLoopback(host: string): boolean {
  return LOCALHOST.has(host) || /^127(?:\.\d{1,3}){3}$/.test(host);
}

/** The address to open, with the token that gives a session; what listens everywhere listens here too. */
export function openingAddress(host: string, port: number, token: string): string {
  return `http://${EVERYWHERE.has(host) ? "127.0.0.1" : bracketed(host)}:${port}/?token=${token}`;
}

/** The command that makes the same address work on the machine where it is typed. */
export function tunnelCommand(host: string, port: number, user: string, hostname: string): string {
  const target = LOCALHOST.has(host) || EVERYWHERE.has(host) ? "localhost" : bracketed(host);
  return `ssh -L ${port}:${target}:${port} ${user}@${hostname}`;
}

/** The names under which a server that listens there is called beside those of this machine. */
export function namesOf(host: string): string[] {
  return EVERYWHERE.has(host) ? [] : [bracketed(host)];
}

/** An address as it stands in a URL and in a Host header. */
function bracketed(host: string): string {
  return host.includes(":") ? `[${host}]` : host;
}
