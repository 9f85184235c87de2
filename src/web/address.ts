/** Loopback addresses, on which nobody but this machine can connect. */
export function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || host.startsWith("127.");
}

/** The address to open, with the token that gives a session. */
export function openingAddress(host: string, port: number, token: string): string {
  const name = host === "0.0.0.0" || host === "::" ? "127.0.0.1" : host;
  return `http://${name.includes(":") ? `[${name}]` : name}:${port}/?token=${token}`;
}

/** The command that makes the same address work on another machine. */
export function tunnelCommand(port: number, user: string, hostname: string): string {
  return `ssh -L ${port}:localhost:${port} ${user}@${hostname}`;
}
