import { Empty } from "../../ui/empty.tsx";

/** The section Chat. */
export default function Chat() {
  return <Empty title="Chat" />;
}
