import { describe, expect, it } from "vitest";
import { metricsOfEvents, metricsOfResultFile } from "./metrics.ts";

const HEADER = "step,train_loss,train_accuracy,valid_loss,valid_mean_token_accuracy";

describe("metricsOfResultFile", () => {
  // Rows are matched to columns by name: a column more, or another order, must not shift the numbers.
  it.each([
    ["windows line ends", `${HEADER}\r\n1,2,0.5,,\r\n`],
    ["a byte order mark", `\uFEFF${HEADER}\n1,2,0.5,,`],
    ["columns more and elsewhere", "step,extra,train_accuracy,train_loss\n1,9,0.5,2"],
    ["numbers that are none", `${HEADER}\n1,2,0.5,nan,inf`],
    ["rows without a step", `${HEADER}\n,1,1,1,1\nx,1,1,1,1\n1,2,0.5,,\n-1,1,1,1,1\n1.5,1,1,1,1`],
    ["quotes", `"step","train_loss","train_accuracy"\n"1","2","0.5"\n`],
    ["base64", Buffer.from(`${HEADER}\n1,2,0.5,,`).toString("base64")],
  ])("reads a table with %s", (_, content) => {
    expect(metricsOfResultFile(content)).toEqual([
      { step: 1, totalSteps: null, trainLoss: 2, validLoss: null, trainAccuracy: 0.5, validAccuracy: null },
    ]);
  });

  it.each(["", "not a table", "<html></html>", 'step,"train_loss\n1,2', Buffer.from("nothing").toString("base64")])(
    "says that “%s” is no such table",
    (content) => {
      expect(metricsOfResultFile(content)).toBeNull();
    },
  );

  it("reads a table without rows as no metrics", () => {
    expect(metricsOfResultFile(`${HEADER}\n`)).toEqual([]);
  });
});

describe("metricsOfEvents", () => {
  // One odd event must not cost the whole curve.
  it("passes over what is no metric, and keeps a step once", () => {
    const events = [
      event({ step: 2, train_loss: 1 }),
      event({ step: 1, train_loss: "high", valid_loss: 0.5 }),
      event({ step: 2, train_loss: 0.9 }),
      event({ step: -1 }),
      event({}),
      event(null),
      event({ step: 3, train_loss: 1 }, "message"),
    ];
    expect(metricsOfEvents(events).map(({ step, trainLoss, validLoss }) => [step, trainLoss, validLoss])).toEqual([
      [1, null, 0.5],
      [2, 0.9, null],
    ]);
  });
});

function event(data: unknown, type = "metrics") {
  return { id: "e", created_at: 1, type, data };
}
