import type { Progress } from "../../shared/contract/operations.ts";
import type { Preview } from "../../shared/contract/training-data.ts";
import type { PreviewTask } from "../tasks/contract.ts";
import { Collector } from "./collector.ts";
import { LineCounter } from "./line-sink.ts";
import { PreviewPage } from "./preview-page.ts";
import { readSources, requireSources } from "./read-sources.ts";
import { splitFor } from "./split.ts";

/**
 * What `prepare` would make of the same sources, and one page of it to be looked at; nothing is written. No example at
 * all is an answer too, and so are examples that cannot be divided: none is validation then, where `prepare` refuses.
 * Throws what `prepare` throws where a source cannot be read.
 */
export async function preview(task: PreviewTask, report: (progress: Progress) => void): Promise<Preview> {
  const { recipe, sources: paths } = task;
  requireSources(paths);
  const page = new PreviewPage(task);
  const split = splitFor(recipe);
  const collector = new Collector(new LineCounter(), { recipe, split, countTokens: null, onlooker: page });
  const opened = (position: number) => {
    page.source = position;
  };
  await readSources({ paths, collector, limit: recipe.maxConversations, report, opened });

  const { examples } = collector;
  const isValidation = split?.isDivisible ? split.choose() : () => false;
  let validation = 0;
  for (let number = 0; number < examples; number++) if (isValidation(number)) validation += 1;
  const { conversations, skipped, shortened } = collector.tally;
  return {
    examples,
    conversationsRead: conversations,
    skipped,
    shortened,
    train: examples - validation,
    validation,
    total: page.total,
    items: page.items(isValidation),
  };
}
