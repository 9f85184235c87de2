import type { Preview, Recipe } from "../../../shared/contract/training-data.ts";
import { counted } from "../../ui/format.ts";

/** Something worth knowing before files are written. */
export interface Advice {
  level: "ok" | "warning" | "error";
  title: string;
  note: string;
}

/** What both providers ask at the least, and what the seed of this product advises. */
const FEWEST_EXAMPLES = 10;
const GOOD_EXAMPLES = 50;
/** A share of conversations left out that is worth a second look. */
const MUCH_LEFT_OUT = 0.2;

/** What the preview alone can tell; everything else is checked line by line once files are there. */
export function adviceOf(preview: Preview, recipe: Recipe): Advice[] {
  const { examples, train, conversationsRead } = preview;
  if (examples === 0) {
    return [{ level: "error", title: "No example is left", note: "Loosen the steps that take the most away." }];
  }
  return [countAdvice(train), validationAdvice(preview, recipe), leftOutAdvice(examples, conversationsRead)];
}

/** Why the files could not be written, or null. */
export function obstacleOf({ examples, validation }: Preview, { validationFraction }: Recipe): string | null {
  if (examples === 0) return "There is no example to write.";
  return validationFraction !== null && validation === 0 ? "Nothing can be held back for validation." : null;
}

function countAdvice(train: number): Advice {
  const title = counted(train, "training example");
  if (train < FEWEST_EXAMPLES) {
    return { level: "error", title, note: `OpenAI takes at least ${FEWEST_EXAMPLES}.` };
  }
  return train < GOOD_EXAMPLES
    ? { level: "warning", title, note: `Begin with ${GOOD_EXAMPLES} to 100 that show what you want.` }
    : { level: "ok", title, note: "Enough to begin with." };
}

function validationAdvice({ validation }: Preview, { validationFraction }: Recipe): Advice {
  if (validationFraction === null) {
    return { level: "warning", title: "No validation set", note: "Without one, overfitting does not show." };
  }
  return validation === 0
    ? {
        level: "error",
        title: "Nothing can be held back",
        note: "The examples all open alike. Hold none back, or take in other conversations.",
      }
    : { level: "ok", title: `${counted(validation, "example")} held back`, note: "Near copies stay on one side." };
}

function leftOutAdvice(examples: number, read: number): Advice {
  const share = (read - examples) / read;
  const title = `${Math.round(share * 100)}% left out`;
  return share > MUCH_LEFT_OUT
    ? { level: "warning", title, note: "Look at what was left out before you go on." }
    : { level: "ok", title, note: "Each with its reason, under “Left out”." };
}
