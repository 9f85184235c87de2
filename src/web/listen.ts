import type { Server } from "node:http";
import { AppError } from "../shared/errors.ts";
import { systemCode } from "../shared/thrown.ts";

/** Listens and returns the port, which port 0 leaves to the system; throws AppError where it cannot be had. */
export function listen(server: Server, host: string, port: number): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  server.once("error", (error) => reject(explain(error, host, port)));
  server.listen({ host, port }, () => {
    const address = server.address();
    resolve(typeof address === "object" && address !== null ? address.port : port);
  });
  return promise;
}

function explain(error: Error, host: string, port: number): unknown {
  switch (systemCode(error)) {
    case "EADDRINUSE":
      return new AppError("busy", `Port ${port} of ${host} is taken by another program.`, {
        hint: "Name another with --port; 0 takes any that is free. Tunewright may be running already.",
        cause: error,
      });
    case "EACCES":
      return new AppError("forbidden", `Port ${port} may not be opened by this user.`, {
        hint: "Take one above 1023.",
        cause: error,
      });
    case "EADDRNOTAVAIL":
    case "ENOTFOUND":
      return new AppError("usage", `${host} is not an address of this machine.`, {
        hint: "Leave --host out to serve this machine only.",
        cause: error,
      });
    default:
      return error;
  }
}
