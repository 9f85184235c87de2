import {
  Database,
  GitCompareArrows,
  type LucideIcon,
  MessagesSquare,
  Settings as SettingsIcon,
  SquareStack,
  TrendingDown,
} from "lucide-react";
import { type ComponentType, lazy } from "react";
import type { CommandId } from "../../shared/commands.ts";

/** A section of the frame; `path` begins its addresses. */
export interface Section {
  path: string;
  word: string;
  title: string;
  icon: LucideIcon;
  command: CommandId;
  screen: ComponentType;
}

/** Each section is fetched by itself, so that the first one is there soon. */
const load = {
  conversations: () => import("../features/conversations/conversations.tsx"),
  trainingData: () => import("../features/training-data/training-data.tsx"),
  jobs: () => import("../features/jobs/jobs.tsx"),
  chat: () => import("../features/chat/chat.tsx"),
  evaluations: () => import("../features/evaluations/evaluations.tsx"),
  settings: () => import("../features/settings/settings.tsx"),
};

/** The six sections, in the order of the rail; settings stand at its foot. */
export const SECTIONS: readonly Section[] = [
  {
    path: "/conversations",
    word: "Library",
    title: "Conversations",
    icon: Database,
    command: "go.conversations",
    screen: lazy(load.conversations),
  },
  {
    path: "/training-data",
    word: "Data",
    title: "Training data",
    icon: SquareStack,
    command: "go.training-data",
    screen: lazy(load.trainingData),
  },
  {
    path: "/jobs",
    word: "Jobs",
    title: "Jobs",
    icon: TrendingDown,
    command: "go.jobs",
    screen: lazy(load.jobs),
  },
  {
    path: "/chat",
    word: "Chat",
    title: "Chat",
    icon: MessagesSquare,
    command: "go.chat",
    screen: lazy(load.chat),
  },
  {
    path: "/evaluations",
    word: "Evaluate",
    title: "Evaluations",
    icon: GitCompareArrows,
    command: "go.evaluations",
    screen: lazy(load.evaluations),
  },
  {
    path: "/settings",
    word: "Settings",
    title: "Settings",
    icon: SettingsIcon,
    command: "go.settings",
    screen: lazy(load.settings),
  },
];

/** The section that an address belongs to. */
export function sectionOf(location: string): Section | undefined {
  return SECTIONS.find(({ path }) => location === path || location.startsWith(`${path}/`));
}

/** Fetches the sections that are not shown yet: they are there then although the server may be gone. */
export function preloadSections(): void {
  // What fails here is fetched again, and reported, when its section is shown.
  const fetchAll = () => Object.values(load).forEach((one) => void one().catch(() => undefined));
  window.requestIdleCallback(fetchAll, { timeout: 5_000 });
}
