import { Ellipsis, Pencil, Trash2 } from "lucide-react";
import { useState } from "react";
import { useLocation } from "wouter";
import type { ChatSummary } from "../../../shared/contract/chat.ts";
import { useCall, useRoute } from "../../bridge/routes.ts";
import { Button, IconButton } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Empty } from "../../ui/empty.tsx";
import { ErrorNote } from "../../ui/error-note.tsx";
import { Field, TextInput } from "../../ui/field.tsx";
import { ListLink } from "../../ui/list-link.tsx";
import { Loading } from "../../ui/loading.tsx";
import { Menu, MenuItem } from "../../ui/menu.tsx";
import { Pane } from "../../ui/pane.tsx";
import { useRemoval } from "../../ui/removal.tsx";
import { Time } from "../../ui/time.tsx";
import { shortModel } from "./choices.ts";

function RenameDialog({ chat, onClose }: { chat: ChatSummary; onClose: () => void }) {
  const rename = useCall("chat.rename");
  const [title, setTitle] = useState(chat.title);
  const save = () => rename.mutate({ id: chat.id, title }, { onSuccess: onClose });
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title="Rename chat"
      actions={
        <Button kind="primary" onClick={save} disabled={title.trim() === "" || rename.isPending}>
          Rename chat
        </Button>
      }
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          save();
        }}
      >
        <Field label="Title" error={rename.error?.message}>
          <TextInput value={title} maxLength={200} onChange={(event) => setTitle(event.currentTarget.value)} />
        </Field>
      </form>
    </Dialog>
  );
}

function Row({ chat, onRename, onRemove }: { chat: ChatSummary; onRename: () => void; onRemove: () => void }) {
  const [location] = useLocation();
  return (
    <ListLink
      href={`/${chat.id}`}
      isCurrent={location === `/${chat.id}`}
      more={
        <Menu trigger={<IconButton label={`More for “${chat.title}”`} icon={<Ellipsis />} className="bg-raised" />}>
          <MenuItem onSelect={onRename}>
            <Pencil aria-hidden /> Rename chat
          </MenuItem>
          <MenuItem onSelect={onRemove} isDangerous>
            <Trash2 aria-hidden /> Delete chat
          </MenuItem>
        </Menu>
      }
    >
      <span className="block truncate font-medium">{chat.title}</span>
      <span className="block truncate text-label text-muted">
        {chat.models.map(shortModel).join(" and ")} · <Time iso={chat.updatedAt} />
      </span>
    </ListLink>
  );
}

/** Saved chats, newest first. */
export function ChatList() {
  const [location, navigate] = useLocation();
  const list = useRoute("chat.list", {});
  const removeChat = useCall("chat.remove");
  const { isRemoved, remove } = useRemoval();
  const [renamed, setRenamed] = useState<ChatSummary | null>(null);
  const chats = list.data?.chats.filter((chat) => !isRemoved(chat.id)) ?? [];
  const onRemove = (chat: ChatSummary) => {
    if (location === `/${chat.id}`) navigate("/new");
    remove(chat.id, `Deleted “${chat.title}”.`, () => removeChat.mutateAsync({ id: chat.id }));
  };
  return (
    <Pane title="Chat" actions={<Button onClick={() => navigate("/new")}>New chat</Button>}>
      {list.error !== null && (
        <div className="p-4">
          <ErrorNote error={list.error} onRetry={() => void list.refetch()} />
        </div>
      )}
      {list.isPending && <Loading what="chats" />}
      {list.isSuccess && chats.length === 0 && (
        <Empty title="No chats yet">Chats are kept here, in a database that you can train on again.</Empty>
      )}
      <ul aria-label="Chats" className="h-full overflow-y-auto empty:hidden">
        {chats.map((chat) => (
          <Row key={chat.id} chat={chat} onRename={() => setRenamed(chat)} onRemove={() => onRemove(chat)} />
        ))}
      </ul>
      {renamed !== null && <RenameDialog chat={renamed} onClose={() => setRenamed(null)} />}
    </Pane>
  );
}
