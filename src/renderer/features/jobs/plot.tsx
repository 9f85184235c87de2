import { useEffect, useRef } from "react";
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { useScheme } from "../../ui/use-scheme.ts";
import { type Curve, logTicksBetween, labelTicks, ticksBetween, valueRange } from "./curve.ts";

const HEIGHT = 260;
const FONT = '12px "Inter Variable", system-ui, sans-serif';
const TICKS_APART = 30;
const POINTS_APART = 16;

interface Colours {
  accent: string;
  muted: string;
  line: string;
  border: string;
  surface: string;
}

/** The tokens as this element shows them now: a canvas knows neither variables nor `light-dark()`. */
function readColours(element: HTMLElement): Colours {
  const probe = element.appendChild(document.createElement("span"));
  const read = (token: string) => {
    probe.style.color = `var(--color-${token})`;
    return getComputedStyle(probe).color;
  };
  const colours = {
    accent: read("accent"),
    muted: read("muted"),
    line: read("hairline"),
    border: read("base-model"),
    surface: read("surface"),
  };
  probe.remove();
  return colours;
}

function drawEpochEnds(plot: uPlot, epochEnds: readonly number[], colour: string): void {
  const { ctx, bbox } = plot;
  ctx.save();
  ctx.strokeStyle = colour;
  ctx.lineWidth = devicePixelRatio;
  ctx.setLineDash([2 * devicePixelRatio, 3 * devicePixelRatio]);
  for (const end of epochEnds) {
    const x = Math.round(plot.valToPos(end, "x", true)) + 0.5;
    ctx.beginPath();
    ctx.moveTo(x, bbox.top);
    ctx.lineTo(x, bbox.top + bbox.height);
    ctx.stroke();
  }
  ctx.restore();
}

interface Drawing {
  /** The curve as it is at the moment of drawing: it grows while the plot stays. */
  curve: () => Curve;
  isLog: boolean;
  colours: Colours;
  width: number;
  onCursor: (index: number | null) => void;
}

function optionsOf({ curve, isLog, colours, width, onCursor }: Drawing): uPlot.Options {
  const { accent, muted, line, border, surface } = colours;
  const axis = { stroke: muted, font: FONT, ticks: { show: false }, grid: { stroke: line, width: 1 } };
  return {
    width,
    height: HEIGHT,
    padding: [8, 12, 0, 0],
    legend: { show: false },
    cursor: { y: false, drag: { x: false, y: false }, points: { size: 7, width: 2, fill: surface } },
    scales: {
      x: { time: false, range: () => [0, curve().end] },
      y: { distr: isLog ? 3 : 1, range: () => valueRange(curve(), isLog) },
    },
    axes: [
      {
        ...axis,
        grid: { show: false },
        size: 28,
        splits: (_plot, _index, low, high) => ticksBetween(low, high),
        values: (_plot, splits) => labelTicks(splits),
      },
      {
        ...axis,
        size: 48,
        splits: (_plot, _index, low, high) => (isLog ? logTicksBetween : ticksBetween)(low, high),
        filter: (plot, splits) => splits.filter((_, index) => index % everyNth(splits.length, plot.height) === 0),
        values: (_plot, splits) => labelTicks(splits),
      },
    ],
    series: [
      {},
      { stroke: accent, width: 1.75, spanGaps: true, points: { show: false } },
      {
        stroke: accent,
        width: 1.75,
        dash: [5, 4],
        spanGaps: true,
        points: {
          show: (plot) => isSparse(curve().validation, plot.width),
          size: 7,
          width: 1.75,
          stroke: accent,
          fill: surface,
        },
      },
    ],
    hooks: {
      drawAxes: [(plot) => drawEpochEnds(plot, curve().epochEnds, border)],
      setCursor: [(plot) => onCursor(plot.cursor.idx ?? null)],
    },
  };
}

/** Points are drawn where each of them can be told from the next. */
function isSparse(values: readonly (number | null)[], width: number): boolean {
  return values.filter((value) => value !== null).length * POINTS_APART < width;
}

/** A label needs some room: every one of them is shown, or every second, and so on. */
function everyNth(count: number, height: number): number {
  return Math.max(1, Math.ceil((count * TICKS_APART) / height));
}

interface PlotProps {
  curve: Curve;
  isLog: boolean;
  /** Says in words what is drawn. */
  label: string;
  /** Hears which measured step the pointer is at. */
  onCursor: (index: number | null) => void;
}

/** Training as a line and validation dashed with its points. It follows the width, the theme and new values. */
export function Plot(props: PlotProps) {
  // What is drawn keeps its colours and its scale: with others it is drawn anew.
  const scheme = useScheme();
  return <Drawn key={`${scheme} ${props.isLog}`} {...props} />;
}

function Drawn({ curve, isLog, label, onCursor }: PlotProps) {
  const host = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const latest = useRef({ curve, onCursor });
  useEffect(() => {
    const element = host.current;
    if (element === null) return undefined;
    const options = optionsOf({
      curve: () => latest.current.curve,
      isLog,
      colours: readColours(element),
      width: element.clientWidth,
      onCursor: (index) => latest.current.onCursor(index),
    });
    const drawn = new uPlot(options, columnsOf(latest.current.curve), element);
    plot.current = drawn;
    const observer = new ResizeObserver(() => drawn.setSize({ width: element.clientWidth, height: HEIGHT }));
    observer.observe(element);
    return () => {
      observer.disconnect();
      drawn.destroy();
      plot.current = null;
    };
  }, [isLog]);
  useEffect(() => {
    latest.current = { curve, onCursor };
    plot.current?.setData(columnsOf(curve));
  }, [curve, onCursor]);
  return (
    <div
      ref={host}
      role="img"
      aria-label={label}
      className="relative w-full min-w-0 [&_.u-cursor-x]:border-base-model!"
      style={{ height: HEIGHT }}
    />
  );
}

function columnsOf({ x, train, validation }: Curve): uPlot.AlignedData {
  return [x, train, validation];
}
