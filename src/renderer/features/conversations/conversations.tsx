import { Empty } from "../../ui/empty.tsx";

/** The section Conversations. */
export default function Conversations() {
  return <Empty title="Conversations" />;
}
