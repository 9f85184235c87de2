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

/** The six sections, in the order of the rail; settings stand at its foot. */
export const SECTIONS: readonly Section[] = [
  {
    path: "/conversations",
    word: "Library",
    title: "Conversations",
    icon: Database,
    command: "go.conversations",
    screen: lazy(() => import("../features/conversations/conversations.tsx")),
  },
  {
    path: "/training-data",
    word: "Data",
    title: "Training data",
    icon: SquareStack,
    command: "go.training-data",
    screen: lazy(() => import("../features/training-data/training-data.tsx")),
  },
  {
    path: "/jobs",
    word: "Jobs",
    title: "Jobs",
    icon: TrendingDown,
    command: "go.jobs",
    screen: lazy(() => import("../features/jobs/jobs.tsx")),
  },
  {
    path: "/chat",
    word: "Chat",
    title: "Chat",
    icon: MessagesSquare,
    command: "go.chat",
    screen: lazy(() => import("../features/chat/chat.tsx")),
  },
  {
    path: "/evaluations",
    word: "Evaluate",
    title: "Evaluations",
    icon: GitCompareArrows,
    command: "go.evaluations",
    screen: lazy(() => import("../features/evaluations/evaluations.tsx")),
  },
  {
    path: "/settings",
    word: "Settings",
    title: "Settings",
    icon: SettingsIcon,
    command: "go.settings",
    screen: lazy(() => import("../features/settings/settings.tsx")),
  },
];

/** The section that an address belongs to. */
export function sectionOf(location: string): Section | undefined {
  return SECTIONS.find(({ path }) => location === path || location.startsWith(`${path}/`));
}
