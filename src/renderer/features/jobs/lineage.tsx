import { Fragment, type ReactNode } from "react";
import { Link } from "wouter";
import type { Job } from "../../../shared/contract/jobs.ts";
import { useRoute } from "../../bridge/routes.ts";
import { baseName, counted } from "../../ui/format.ts";

function datasetParts(dataset: NonNullable<Job["dataset"]>, sources: number | undefined): ReactNode[] {
  const address = `~/training-data/${dataset.id}`;
  return [
    ...(sources === undefined
      ? []
      : [
          <Link key="sources" href={address}>
            {counted(sources, "source")}
          </Link>,
        ]),
    <Link key="examples" href={address}>
      {counted(dataset.examples, "example")}
    </Link>,
  ];
}

/** Where a job comes from and what it led to, each part a link where there is a place to go. */
export function Lineage({ job }: { job: Job }) {
  const { dataset, fineTunedModel } = job;
  const { data } = useRoute("datasets.show", { id: dataset?.id ?? "" }, { enabled: dataset !== null });
  const parts = [
    ...(dataset === null
      ? [
          <span key="file" title={job.trainFile}>
            {baseName(job.trainFile)}
          </span>,
        ]
      : datasetParts(dataset, data?.sources.length)),
    <span key="job" aria-current="page" className="font-medium text-text">
      this job
    </span>,
    fineTunedModel === null ? (
      <span key="model">model</span>
    ) : (
      <Link key="model" href={`~/chat/new/${encodeURIComponent(fineTunedModel)}`} className="break-all">
        {fineTunedModel}
      </Link>
    ),
  ];
  return (
    <nav aria-label="Lineage" className="flex flex-wrap items-center gap-x-2 text-muted">
      {parts.map((part, index) => (
        // oxlint-disable-next-line react/no-array-index-key -- the parts never change places
        <Fragment key={index}>
          {index > 0 && <span aria-hidden>→</span>}
          {part}
        </Fragment>
      ))}
    </nav>
  );
}
