import { Suspense } from "react";
import { Redirect, Route, Switch, useLocation, useRoute } from "wouter";
import { useCommand } from "../../ui/commands.ts";
import { Empty } from "../../ui/empty.tsx";
import { Loading } from "../../ui/loading.tsx";
import { Split } from "../../ui/split.tsx";
import { JobDetail } from "./job-detail.tsx";
import { JobForm } from "./job-form.tsx";
import { JobList } from "./job-list.tsx";

/** The section Jobs: the ledger at the left, a job or the form for a new one at the right. */
export default function Jobs() {
  const [location, navigate] = useLocation();
  const [isJob, params] = useRoute("/:id");
  const selectedId = isJob && params.id !== "new" ? params.id : null;
  useCommand("job.new", () => navigate("/new"));
  return (
    <Split
      name="jobs"
      listWidth={440}
      shows={location === "/" ? "list" : "detail"}
      list={<JobList selectedId={selectedId} />}
      detail={
        <Suspense fallback={<Loading what="the job" />}>
          <Switch>
            <Route path="/">
              <Empty title="No job chosen">Choose a job to see its curve, its events and what it was made from.</Empty>
            </Route>
            <Route path="/new/:datasetId?">
              {({ datasetId }) => <JobForm key={datasetId ?? ""} datasetId={datasetId ?? null} />}
            </Route>
            <Route path="/:id">{({ id }) => <JobDetail key={id} id={id} />}</Route>
            <Route>
              <Redirect to="/" replace />
            </Route>
          </Switch>
        </Suspense>
      }
    />
  );
}
