import { expect, it } from "vitest";
import { routeModel } from "./model-names.ts";
import { TUNABLE_MODELS } from "./tunable-models.ts";

it.each(TUNABLE_MODELS)("$id is suggested for the provider that the name leads to", ({ id, provider }) => {
  expect(routeModel(id, { tuned: [] })).toEqual({ provider, model: id });
});
