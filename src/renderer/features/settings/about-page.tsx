import { Copy } from "lucide-react";
import type { ReactNode } from "react";
import { useRoute } from "../../bridge/routes.ts";
import { IconButton } from "../../ui/button.tsx";
import { ErrorNote } from "../../ui/error-note.tsx";
import { Loading } from "../../ui/loading.tsx";
import { Page } from "./page.tsx";

function Fact({ name, copies, children }: { name: string; copies?: string; children: ReactNode }) {
  return (
    <div className="flex items-center gap-3 border-b border-hairline py-2">
      <dt className="w-36 shrink-0 text-muted">{name}</dt>
      <dd className="flex min-w-0 flex-1 items-center gap-3 break-all select-text">
        <span className="min-w-0 flex-1">{children}</span>
        {copies !== undefined && (
          <IconButton
            label={`Copy: ${name}`}
            icon={<Copy />}
            className="-my-1.5"
            onClick={() => void navigator.clipboard.writeText(copies)}
          />
        )}
      </dd>
    </div>
  );
}

/** What this is, where it keeps things, and where its log lies. */
export function AboutPage() {
  const { data, error, isPending, refetch } = useRoute("app.about", {});
  return (
    <Page title="About">
      {isPending && <Loading what="the facts" />}
      {error !== null && <ErrorNote error={error} onRetry={() => void refetch()} />}
      {data !== undefined && (
        <dl className="tabular">
          <Fact name="Tunewright">{data.version}, under the MIT licence</Fact>
          <Fact name="Runs on">
            Node {data.node}, {data.platform}
          </Fact>
          <Fact name="Data folder" copies={data.dataFolder}>
            {data.dataFolder}
          </Fact>
          <Fact name="Log" copies={data.logFile}>
            {data.logFile}
          </Fact>
          <Fact name="Practice jobs">take {data.practiceSeconds} seconds and train nothing</Fact>
        </dl>
      )}
      <p className="mt-4 text-muted">
        Everything stays in the data folder, keys aside. A call goes to the provider that you named, and nowhere else;
        nothing is reported to anybody. The log holds faults only, and no key: it can be attached to a report.
      </p>
    </Page>
  );
}
