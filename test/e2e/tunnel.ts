import { connect, createServer, type AddressInfo, type Socket } from "node:net";

/** A way to the server that can fail as an SSH tunnel or a network does, on a port of its own. */
export interface Tunnel extends AsyncDisposable {
  readonly port: number;
  /** Breaks what is connected, and whatever connects. */
  cut(): void;
  /** Lets nothing through and closes nothing, as where a cable was pulled or a laptop slept: nobody is told. */
  stall(): void;
  /** Holds back each piece for so long, either way. */
  delay(milliseconds: number): void;
  /** Lets new connections through; what was stalled stays lost, as its packets are. */
  restore(): void;
}

/** Opens a tunnel to a port of this machine. */
export async function openTunnel(target: number): Promise<Tunnel> {
  let state: "open" | "cut" | "stalled" = "open";
  let delayMs = 0;
  const sockets = new Set<Socket>();
  const stalled = new Set<Socket>();

  const track = (socket: Socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    // A connection that breaks is what a tunnel is there for.
    socket.on("error", () => socket.destroy());
  };
  const carry = (from: Socket, to: Socket) => {
    const isLost = () => stalled.has(from) || stalled.has(to);
    const later = (act: () => void) => {
      const pass = () => void (isLost() || to.destroyed || act());
      if (delayMs === 0) pass();
      else setTimeout(pass, delayMs);
    };
    from.on("data", (piece: Buffer) => later(() => to.write(piece)));
    from.on("end", () => later(() => to.end()));
    from.on("close", () => later(() => to.destroy()));
  };
  const listener = createServer((near) => {
    track(near);
    if (state === "cut") {
      near.destroy();
      return;
    }
    if (state === "stalled") {
      stalled.add(near);
      return;
    }
    const far = connect(target, "127.0.0.1");
    track(far);
    carry(near, far);
    carry(far, near);
  });
  await new Promise<void>((listening) => listener.listen(0, "127.0.0.1", listening));
  const breakAll = () => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    port: (listener.address() as AddressInfo).port,
    cut() {
      state = "cut";
      breakAll();
    },
    stall() {
      state = "stalled";
      for (const socket of sockets) stalled.add(socket);
    },
    delay: (milliseconds) => void (delayMs = milliseconds),
    restore: () => void (state = "open"),
    [Symbol.asyncDispose]: () =>
      new Promise((closed) => {
        listener.close(() => closed());
        breakAll();
      }),
  };
}
