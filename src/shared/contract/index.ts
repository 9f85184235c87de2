import type { z } from "zod";
import { chatRoutes } from "./chat.ts";
import { conversationRoutes } from "./conversations.ts";
import { fileRoutes } from "./files.ts";
import { jobRoutes } from "./jobs.ts";
import { keyRoutes } from "./keys.ts";
import { modelRoutes, personaRoutes } from "./models.ts";
import { operationRoutes } from "./operations.ts";
import { settingsRoutes } from "./settings.ts";
import { trainingDataRoutes } from "./training-data.ts";

/** Every capability there is, by name: what is not here cannot be asked for. */
export const routes = {
  ...conversationRoutes,
  ...trainingDataRoutes,
  ...jobRoutes,
  ...modelRoutes,
  ...chatRoutes,
  ...personaRoutes,
  ...keyRoutes,
  ...fileRoutes,
  ...settingsRoutes,
  ...operationRoutes,
};

type Routes = typeof routes;
export type RouteName = keyof Routes;
export type OperationName = { [R in RouteName]: Routes[R]["kind"] extends "operation" ? R : never }[RouteName];
export type QueryName = Exclude<RouteName, OperationName>;

/** What a caller sends: an operation is sent with the id under which the caller will follow it. */
export type RouteInput<R extends RouteName> = R extends OperationName
  ? z.input<Routes[R]["input"]> & { operationId: string }
  : z.input<Routes[R]["input"]>;

/** What the call itself answers. */
export type RouteAnswer<R extends RouteName> = R extends OperationName ? { operationId: string } : RouteResult<R>;

/** What the handler receives, parsed and with its defaults. */
export type ParsedInput<R extends RouteName> = z.output<Routes[R]["input"]>;

/** What the handler makes: the answer of a query, the result of an operation. */
export type RouteResult<R extends RouteName> = z.output<Routes[R]["output"]>;

/** True where the text names a route; `__proto__` and `constructor` do not. */
export function isRouteName(name: string): name is RouteName {
  return Object.hasOwn(routes, name);
}
