import { CloudOff } from "lucide-react";
import { useConnection } from "../bridge/bridge.tsx";

const TEXT = {
  unreachable: {
    title: "The Tunewright server does not answer.",
    hint: "Trying again. Look at the terminal in which it runs, and at the SSH tunnel if there is one. What you wrote stays here.",
  },
  signed_out: {
    title: "The server was started anew and does not know this page any more.",
    hint: "Open the new address that it has printed in its terminal. Drafts were saved until the connection was lost.",
  },
} as const;

/** Says across the top that the server is away: everything below shows what was last known. */
export function ConnectionBanner() {
  const connection = useConnection();
  if (connection === "connected") return null;
  const { title, hint } = TEXT[connection];
  return (
    <div role="alert" className="flex items-center gap-3 border-b border-border bg-danger-soft px-4 py-2">
      <CloudOff aria-hidden className="size-4 shrink-0 text-danger" />
      <p>
        <span className="font-medium">{title}</span> <span className="text-muted">{hint}</span>
      </p>
    </div>
  );
}
