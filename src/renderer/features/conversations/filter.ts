import { z } from "zod";
import type { Inspection } from "../../../shared/contract/conversations.ts";
import { counted } from "../../ui/format.ts";
import type { Choice } from "../../ui/select.tsx";

/** What a table of conversations shows: a facet of null lets all through, an empty one those that have none. */
export const filterSchema = z.object({
  search: z.string(),
  model: z.string().nullable(),
  systemPromptName: z.string().nullable(),
});
export type Filter = z.infer<typeof filterSchema>;

export const NO_FILTER: Filter = { search: "", model: null, systemPromptName: null };

const ALL = "all";
const LONGEST_LABEL = 60;

function shorten(text: string): string {
  const line = text.replaceAll(/\s+/g, " ");
  return line.length > LONGEST_LABEL ? `${line.slice(0, LONGEST_LABEL)}…` : line;
}

/** The choices of a facet with their counts; those without a value come last, where there are any. */
export function facetChoices(all: string, none: string, values: Inspection["models"], total: number): Choice<string>[] {
  const without = total - values.reduce((sum, { count }) => sum + count, 0);
  return [
    { value: ALL, label: all },
    ...values.map(({ name, count }) => ({
      value: facetValue(name),
      label: shorten(name),
      note: counted(count, "conversation"),
    })),
    ...(without > 0 && values.length > 0
      ? [{ value: facetValue(""), label: none, note: counted(without, "conversation") }]
      : []),
  ];
}

/** A facet as a choice's value: names may be anything, “all” included. */
export function facetValue(facet: string | null): string {
  return facet === null ? ALL : `=${facet}`;
}

/** The facet of a choice's value, the inverse of `facetValue`. */
export function facetOf(value: string): string | null {
  return value === ALL ? null : value.slice(1);
}
