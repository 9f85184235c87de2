import { Route, Switch, useParams } from "wouter";
import { useCommand } from "../../ui/commands.ts";
import { Split } from "../../ui/split.tsx";
import { useLocation } from "wouter";
import { ChatList } from "./chat-list.tsx";
import { NewChat } from "./new-chat.tsx";
import { OpenChat } from "./open-chat.tsx";
import { useReplyEvents } from "./replies.ts";

function Detail() {
  return (
    <Switch>
      <Route path="/new/:model">
        <NewChatWith />
      </Route>
      <Route path="/new">
        <NewChat model={null} />
      </Route>
      <Route path="/:id">
        <OpenChatById />
      </Route>
      <Route>
        <NewChat model={null} />
      </Route>
    </Switch>
  );
}

function NewChatWith() {
  const { model } = useParams<{ model: string }>();
  return <NewChat key={model} model={decodeURIComponent(model)} />;
}

function OpenChatById() {
  const { id } = useParams<{ id: string }>();
  return <OpenChat key={id} id={id} />;
}

/** Talking to models, one alone or two side by side under one composer. */
export default function ChatSection() {
  const [location, navigate] = useLocation();
  useReplyEvents();
  useCommand("new", () => navigate("/new"));
  useCommand("chat.new", () => navigate("/new"));
  return (
    <Split
      name="chat"
      listWidth={248}
      shows={location === "/" || location === "" ? "list" : "detail"}
      list={<ChatList />}
      detail={<Detail />}
    />
  );
}
