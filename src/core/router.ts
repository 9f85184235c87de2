import { z } from "zod";
import { CHANGES, type Domain } from "../shared/contract/changes.ts";
import {
  isRouteName,
  type OperationName,
  type ParsedInput,
  type QueryName,
  type RouteName,
  type RouteResult,
  routes,
} from "../shared/contract/index.ts";
import type { Progress } from "../shared/contract/operations.ts";
import type { Caller, Envelope } from "../shared/envelope.ts";
import { AppError, type ErrorBody } from "../shared/errors.ts";
import type { Operations } from "./operations.ts";

/** What every handler is told beside its input. */
export interface QueryContext {
  caller: Caller;
}

/** What the handler of an operation is told beside its input. */
export interface OperationContext extends QueryContext {
  operationId: string;
  signal: AbortSignal;
  report: (progress: Progress) => void;
}

export type Answer<T> = T | Promise<T>;

/** One handler a route, and no route without one: the auditable list of what the core can be asked to do. */
export type Handlers = {
  [R in QueryName]: (input: ParsedInput<R>, context: QueryContext) => Answer<RouteResult<R>>;
} & {
  [R in OperationName]: (input: ParsedInput<R>, context: OperationContext) => Promise<RouteResult<R>>;
};

/** Takes a call from any transport: who calls, which route, which input; never throws. */
export type Router = (caller: Caller, route: string, input: unknown) => Promise<Envelope<unknown>>;

const operationIdSchema = z.looseObject({ operationId: z.string().min(1).max(100) });

/** A schema of nested values follows them as deep as they go. */
function parseNested(schema: z.ZodType, input: unknown, route: string): z.ZodSafeParseResult<unknown> {
  try {
    return schema.safeParse(input);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new AppError("invalid_input", `The input of ${route} is nested too deeply.`, { cause: error });
  }
}

function parse(schema: z.ZodType, input: unknown, route: string): unknown {
  const parsed = parseNested(schema, input, route);
  if (parsed.success) return parsed.data;
  const reasons = parsed.error.issues.map((issue) =>
    issue.path.length === 0 ? issue.message : `${issue.path.join(".")}: ${issue.message}`,
  );
  throw new AppError("invalid_input", `The input of ${route} is not valid: ${reasons.join("; ")}.`);
}

export interface RouterOptions {
  /** How a thrown value is told to the caller. */
  describe: (error: unknown) => ErrorBody;
  /** Hears what no handler should have thrown. */
  onFault: (error: unknown) => void;
  /** Hears what a call that went well has changed. */
  onChange: (domain: Domain) => void;
}

/** Makes the router over one handler a route. */
export function createRouter(handlers: Handlers, operations: Operations, options: RouterOptions): Router {
  const { describe, onFault, onChange } = options;
  const watched = async <T>(route: RouteName, work: () => Answer<T>): Promise<T> => {
    try {
      const answer = await work();
      for (const domain of CHANGES[route] ?? []) onChange(domain);
      return answer;
    } catch (error) {
      if (!(error instanceof AppError)) onFault(error);
      throw error;
    }
  };

  const dispatch = async (caller: Caller, route: RouteName, input: unknown): Promise<unknown> => {
    const definition = routes[route];
    // The table's types tie each handler to its route; here the route is only known at run time.
    const handler = handlers[route] as (input: unknown, context: QueryContext | OperationContext) => Answer<unknown>;
    if (definition.kind === "query") {
      const parsed = parse(definition.input, input, route);
      return watched(route, () => handler(parsed, { caller }));
    }
    const { operationId, ...rest } = parse(operationIdSchema, input, route) as z.output<typeof operationIdSchema>;
    const parsed = parse(definition.input, rest, route);
    operations.start(operationId, (signal, report) =>
      watched(route, async () => handler(parsed, { caller, operationId, signal, report })),
    );
    return { operationId };
  };

  return async (caller, route, input) => {
    try {
      if (!isRouteName(route)) throw new AppError("unknown_route", `There is no route ${JSON.stringify(route)}.`);
      return { ok: true, data: await dispatch(caller, route, input) };
    } catch (error) {
      return { ok: false, error: describe(error) };
    }
  };
}
