import { useLocation, useRoute as useMatch } from "wouter";
import { useRoute } from "../../bridge/routes.ts";
import { useCommand } from "../../ui/commands.ts";
import { Empty } from "../../ui/empty.tsx";
import { useOpenFile } from "../../ui/files/open-file.tsx";
import { Split } from "../../ui/split.tsx";
import { ConversationTable } from "./conversation-table.tsx";
import { FileSummary } from "./file-summary.tsx";
import { Libraries } from "./libraries.tsx";
import { Reader } from "./reader.tsx";

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
          <Split
            key={source}
            name="conversations"
            listWidth={420}
            shows={conversation === null ? "list" : "detail"}
            list={<ConversationTable sourceId={source} current={conversation} />}
            detail={
              conversation === null ? (
                <FileSummary sourceId={source} />
              ) : (
                <Reader key={conversation} sourceId={source} id={conversation} />
              )
            }
          />
        )
      }
    />
  );
}
