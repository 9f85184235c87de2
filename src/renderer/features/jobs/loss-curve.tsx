import { useState } from "react";
import { z } from "zod";
import type { Job, JobMetric } from "../../../shared/contract/jobs.ts";
import { UNDER_WAY } from "../../../shared/job-life.ts";
import { useSetting } from "../../bridge/settings.tsx";
import { formatCount } from "../../ui/format.ts";
import { Segmented } from "../../ui/segmented.tsx";
import { type Curve, curveOf, hasValues, newest, stepsOfEpoch } from "./curve.ts";
import { MetricsTable } from "./metrics-table.tsx";
import { Plot } from "./plot.tsx";

const chartSchema = z.object({
  kind: z.enum(["loss", "accuracy"]),
  axis: z.enum(["step", "epoch"]),
  scale: z.enum(["linear", "log"]),
});

const value = (measured: number | null) => (measured === null ? "–" : measured.toFixed(3));

function Key({ isDashed = false }: { isDashed?: boolean }) {
  return (
    <svg aria-hidden width="22" height="8" className="text-accent">
      <line
        x1="0"
        y1="4"
        x2="22"
        y2="4"
        stroke="currentColor"
        strokeWidth="2"
        strokeDasharray={isDashed ? "5 3" : undefined}
      />
    </svg>
  );
}

/** What the lines are, with the values under the pointer or else the newest. */
function Legend({ curve, index }: { curve: Curve; index: number | null }) {
  const at = (values: (number | null)[]) => (index === null ? newest(values) : (values[index] ?? null));
  const x = index === null ? undefined : curve.x[index];
  const hasValidation = newest(curve.validation) !== null;
  return (
    <div className="tabular flex flex-wrap items-center gap-x-5 gap-y-1 text-label text-muted">
      <span className="flex items-center gap-1.5">
        <Key /> training <span className="text-text">{value(at(curve.train))}</span>
      </span>
      {hasValidation && (
        <span className="flex items-center gap-1.5">
          <Key isDashed /> validation <span className="text-text">{value(at(curve.validation))}</span>
        </span>
      )}
      <span>
        {x === undefined
          ? "newest values"
          : curve.axis === "step"
            ? `at step ${formatCount(x)}`
            : `at epoch ${x.toFixed(2)}`}
      </span>
    </div>
  );
}

/** The course of a job's loss, and of its accuracy where there is any; a table says the same. */
export function LossCurve({ job, metrics }: { job: Job; metrics: readonly JobMetric[] }) {
  const [chart, setChart] = useSetting("layout.jobs.chart", chartSchema, {
    kind: "loss",
    axis: "step",
    scale: "linear",
  });
  const [index, setIndex] = useState<number | null>(null);
  const epochSteps = stepsOfEpoch(job, metrics);
  const axis = epochSteps === null ? "step" : chart.axis;
  const hasAccuracy = hasValues(curveOf(metrics, "accuracy", axis, epochSteps));
  const kind = hasAccuracy ? chart.kind : "loss";
  const curve = curveOf(metrics, kind, axis, epochSteps);
  const title = kind === "loss" ? "Loss" : "Accuracy";

  if (!hasValues(curve)) {
    return (
      <section aria-label="Loss">
        <h3 className="font-semibold">Loss</h3>
        <p className="mt-1 text-muted">
          {UNDER_WAY.includes(job.status)
            ? "The curve begins with the first step that the provider reports."
            : "No loss was reported for this job."}
        </p>
      </section>
    );
  }
  return (
    <section aria-label={title}>
      <div className="flex flex-wrap items-center gap-2">
        <h3 className="mr-auto font-semibold">{title}</h3>
        {hasAccuracy && (
          <Segmented
            label="Measure"
            value={kind}
            choices={[
              { value: "loss", label: "Loss" },
              { value: "accuracy", label: "Accuracy" },
            ]}
            onChange={(next) => setChart({ ...chart, kind: next })}
          />
        )}
        {epochSteps !== null && (
          <Segmented
            label="Horizontal axis"
            value={axis}
            choices={[
              { value: "step", label: "Step" },
              { value: "epoch", label: "Epoch" },
            ]}
            onChange={(next) => setChart({ ...chart, axis: next })}
          />
        )}
        <Segmented
          label="Vertical scale"
          value={chart.scale}
          choices={[
            { value: "log", label: "Log" },
            { value: "linear", label: "Linear" },
          ]}
          onChange={(next) => setChart({ ...chart, scale: next })}
        />
      </div>
      <div className="mt-2">
        <Plot
          curve={curve}
          isLog={chart.scale === "log"}
          onCursor={setIndex}
          label={`${title} by ${axis}: training ${value(newest(curve.train))}, validation ${value(newest(curve.validation))} at the newest step. The table below has every value.`}
        />
        <Legend curve={curve} index={index} />
      </div>
      <MetricsTable metrics={metrics} />
    </section>
  );
}
