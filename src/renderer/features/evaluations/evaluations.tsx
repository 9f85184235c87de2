import { Link } from "wouter";
import { Button } from "../../ui/button.tsx";
import { Empty } from "../../ui/empty.tsx";

/** The section in which models will be judged; this version has no evaluation yet, and says so. */
export default function Evaluations() {
  return (
    <Empty
      title="Evaluation is not part of this version yet"
      action={
        <Button nativeButton={false} render={<Link href="~/chat/new" />}>
          Compare two models in Chat
        </Button>
      }
    >
      Model judges with honest statistics come here. Until then, put the tuned model and its base side by side in Chat.
    </Empty>
  );
}
