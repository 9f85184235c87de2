import { Empty } from "../../ui/empty.tsx";

/** The section TrainingData. */
export default function TrainingData() {
  return <Empty title="TrainingData" />;
}
