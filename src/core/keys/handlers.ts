import { providerIdSchema } from "../../shared/contract/models.ts";
import { AppError } from "../../shared/errors.ts";
import type { BaseUrls } from "../providers/base-urls.ts";
import type { Providers } from "../providers/open-provider.ts";
import type { Handlers } from "../router.ts";
import type { Keys } from "./keys.ts";
import { providerOf } from "./names.ts";

/** Keys as the front doors see them: that they exist, where, and their last four characters. */
export function createKeyHandlers(
  keys: Keys,
  providers: Providers,
  baseUrls: BaseUrls,
  now: () => number,
): Pick<Handlers, "keys.list" | "keys.set" | "keys.remove" | "keys.test"> {
  return {
    "keys.list": () => keys.list(),
    "keys.set": (request) => keys.set({ ...request, baseUrl: baseUrls[providerOf(request.name)] }),
    "keys.remove": ({ name }) => keys.remove(name),
    "keys.test": async ({ name }, { signal, report }) => {
      const id = providerIdSchema.safeParse(providerOf(name));
      if (!id.success) {
        throw new AppError("not_available", `Keys for ${providerOf(name)} can be kept, but not yet tested.`, {
          hint: "Keys for openai and together can be tested.",
        });
      }
      const opened = await providers.open(
        id.data,
        (note) => report({ done: 0, total: null, unit: "notice", note }),
        name,
      );
      const account = await opened.provider.account(signal);
      const models = await opened.provider.listModels(signal);
      if (opened.key !== null) keys.recordTest(opened.key, account, new Date(now()));
      const { keys: all } = await keys.list();
      const key = all.find((one) => one.name === name && one.inForce);
      if (key === undefined) throw new AppError("conflict", `The key ${name} was removed while it was tested.`);
      return { key, models: models.length };
    },
  };
}
