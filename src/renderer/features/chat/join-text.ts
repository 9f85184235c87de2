/** What has come of a reply since this screen listens: text from an offset on, in UTF-16 code units. */
export interface Heard {
  offset: number;
  text: string;
}

/** Adds a delta to what was heard; one that leaves a gap begins anew, since the core knows what came before it. */
export function hear(heard: Heard | undefined, delta: Heard): Heard {
  if (heard === undefined || delta.offset > heard.offset + heard.text.length || delta.offset < heard.offset)
    return delta;
  return { offset: heard.offset, text: heard.text.slice(0, delta.offset - heard.offset) + delta.text };
}

/** The reply as far as it is known: what the core said when it was asked, and what was heard since. */
export function joinText(known: string, heard: Heard | undefined): string {
  if (heard === undefined || heard.offset > known.length) return known;
  const joined = known.slice(0, heard.offset) + heard.text;
  return joined.length > known.length ? joined : known;
}

/** True where the core has to be asked again: what was heard begins after what is known. */
export function hasGap(known: string, heard: Heard | undefined): boolean {
  return heard !== undefined && heard.offset > known.length;
}
