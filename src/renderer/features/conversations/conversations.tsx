import { useLocation, useRoute as useMatch } from "wouter";
import { useRoute } from "../../bridge/routes.ts";
import { useCommand } from "../../ui/commands.ts";
import { Empty } from "../../ui/empty.tsx";
import { useOpenFile } from "../../ui/files/open-file.tsx";
import { Split } from "../../ui/split.tsx";
import { useBrowsing } from "./browsing.ts";
import { ConversationTable } from "./conversation-table.tsx";
import { FileSummary } from "./file-summary.tsx";
import { Libraries } from "./libraries.tsx";
import { Reader } from "./reader.tsx";

/** A source's conversations, and beside them the one that is read or what the file holds. */
function SourceBrowser({ sourceId, current }: { sourceId: string; current: string | null }) {
  const browsing = useBrowsing(sourceId, current);
  return (
    <Split
      name="conversations"
      listWidth={420}
      shows={current === null ? "list" : "detail"}
      list={<ConversationTable sourceId={sourceId} isReading={current !== null} browsing={browsing} />}
      detail={
        current === null ? (
          <FileSummary sourceId={sourceId} />
        ) : (
          <Reader key={current} sourceId={sourceId} id={current} browsing={browsing} />
        )
      }
    />
  );
}

/** Opened databases, the conversations of one of them, and one conversation to read. */
export default function Conversations() {
  const [, navigate] = useLocation();
  const [, whole] = useMatch("/:source/:conversation");
  const [, short] = useMatch("/:source");
  const source = whole?.source ?? short?.source ?? null;
  const conversation = whole === null ? null : decodeURIComponent(whole.conversation);
  const openFile = useOpenFile();
  // While there is none, the list itself says what to do.
  const hasAny = useRoute("sources.list", {}).data?.sources.length !== 0;
  useCommand("new", () => openFile((opened) => navigate(`/${opened.id}`)));
  return (
    <Split
      name="library"
      listWidth={260}
      shows={source === null ? "list" : "detail"}
      list={<Libraries current={source} />}
      detail={
        source === null ? (
          hasAny && <Empty title="Choose a database">Its conversations are listed here, and are only read.</Empty>
        ) : (
          <SourceBrowser key={source} sourceId={source} current={conversation} />
        )
      }
    />
  );
}
