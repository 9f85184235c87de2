import { Route, Switch, useLocation, useParams } from "wouter";
import { useRoute } from "../../bridge/routes.ts";
import { useCommand } from "../../ui/commands.ts";
import { Empty } from "../../ui/empty.tsx";
import { Split } from "../../ui/split.tsx";
import { DatasetDetail } from "./dataset-detail.tsx";
import { DatasetList } from "./dataset-list.tsx";
import { Studio } from "./studio.tsx";

function StudioFor() {
  const { source, conversations } = useParams<{ source?: string; conversations?: string }>();
  const ids = conversations?.split(",").map(decodeURIComponent);
  return (
    <Studio
      key={`${source} ${conversations}`}
      wish={source === undefined ? null : { sourceId: source, conversations: ids ?? null }}
    />
  );
}

function Detail() {
  const { id } = useParams<{ id: string }>();
  return <DatasetDetail key={id} id={id} />;
}

/** Datasets that were made, and the studio in which new ones are put together. */
export default function TrainingData() {
  const [location, navigate] = useLocation();
  // While there is none, the list itself says what to do.
  const hasAny = useRoute("datasets.list", {}).data?.datasets.length !== 0;
  useCommand("new", () => navigate("/new"));
  useCommand("dataset.new", () => navigate("/new"));
  return (
    <Switch>
      <Route path="/new/:source?/:conversations?">
        <StudioFor />
      </Route>
      <Route>
        <Split
          name="training-data"
          listWidth={320}
          shows={location === "/" || location === "" ? "list" : "detail"}
          list={<DatasetList />}
          detail={
            <Switch>
              <Route path="/:id">
                <Detail />
              </Route>
              <Route>
                {hasAny && <Empty title="Choose a dataset">Its files, its recipe and its checks are shown here.</Empty>}
              </Route>
            </Switch>
          }
        />
      </Route>
    </Switch>
  );
}
