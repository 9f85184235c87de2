import { Empty } from "../../ui/empty.tsx";

/** The section Settings. */
export default function Settings() {
  return <Empty title="Settings" />;
}
