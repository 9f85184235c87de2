import { CircleAlert, Info, type LucideIcon, TriangleAlert } from "lucide-react";
import { useState } from "react";
import type { JobEvent } from "../../../shared/contract/jobs.ts";
import { Button } from "../../ui/button.tsx";
import { counted, formatExact } from "../../ui/format.ts";

const MOST_ROWS = 100;

const LEVEL: Record<JobEvent["level"], { icon: LucideIcon; word: string; look: string }> = {
  info: { icon: Info, word: "Information", look: "text-muted" },
  warning: { icon: TriangleAlert, word: "Warning", look: "text-warning" },
  error: { icon: CircleAlert, word: "Error", look: "text-danger" },
};

const clock = new Intl.DateTimeFormat("en", { timeStyle: "medium", hourCycle: "h23" });
const dayAndClock = new Intl.DateTimeFormat("en", {
  month: "short",
  day: "numeric",
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  hourCycle: "h23",
});

function momentOf(iso: string): string {
  const moment = new Date(iso);
  return (moment.toDateString() === new Date().toDateString() ? clock : dayAndClock).format(moment);
}

function EventRow({ event }: { event: JobEvent }) {
  const { icon: Icon, word, look } = LEVEL[event.level];
  return (
    <tr className="border-b border-hairline align-top">
      <td className="tabular w-px py-1.5 pr-4 whitespace-nowrap text-muted">
        <time dateTime={event.createdAt} title={formatExact(event.createdAt)}>
          {momentOf(event.createdAt)}
        </time>
      </td>
      <td className={`w-6 py-2 pr-2 ${look}`}>
        <Icon aria-label={word} className="size-4" />
      </td>
      <td className="py-1.5 break-words select-text">{event.message}</td>
    </tr>
  );
}

/** What happened to a job, newest first. Single measurements are in the curve and are shown on demand. */
export function JobEvents({ events }: { events: readonly JobEvent[] }) {
  const [withMeasurements, setWithMeasurements] = useState(false);
  const [isWhole, setWhole] = useState(false);
  const measurements = events.filter(({ type }) => type === "metrics").length;
  const wanted = (withMeasurements ? events : events.filter(({ type }) => type !== "metrics")).toReversed();
  const shown = isWhole ? wanted : wanted.slice(0, MOST_ROWS);
  return (
    <section aria-label="Events">
      <div className="flex flex-wrap items-center gap-2">
        <h3 className="mr-auto font-semibold">Events</h3>
        {measurements > 0 && (
          <Button kind="quiet" onClick={() => setWithMeasurements(!withMeasurements)}>
            {withMeasurements ? "Hide" : "Show"} {counted(measurements, "measurement")}
          </Button>
        )}
      </div>
      {wanted.length === 0 ? (
        <p className="mt-1 text-muted">Nothing has been reported yet.</p>
      ) : (
        <table className="mt-1 w-full">
          <thead className="sr-only">
            <tr>
              <th scope="col">Time</th>
              <th scope="col">Level</th>
              <th scope="col">Event</th>
            </tr>
          </thead>
          <tbody>
            {shown.map((event) => (
              <EventRow key={event.id} event={event} />
            ))}
          </tbody>
        </table>
      )}
      {shown.length < wanted.length && (
        <Button className="mt-2" onClick={() => setWhole(true)}>
          Show all {counted(wanted.length, "event")}
        </Button>
      )}
    </section>
  );
}
