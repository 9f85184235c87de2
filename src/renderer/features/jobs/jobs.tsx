import { Empty } from "../../ui/empty.tsx";

/** The section Jobs. */
export default function Jobs() {
  return <Empty title="Jobs" />;
}
