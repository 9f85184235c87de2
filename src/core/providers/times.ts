/** Unix seconds as UTC milliseconds. */
export function fromUnix(seconds: number): number {
  return Math.round(seconds * 1000);
}

/** A provider's ISO time as UTC milliseconds; one without a zone is UTC. Null where it is no time. */
export function fromIso(text: string | null | undefined): number | null {
  if (text === null || text === undefined) return null;
  const zoned = /(?:[zZ]|[+-]\d\d:?\d\d)$/.test(text) ? text : `${text}Z`;
  const moment = Date.parse(zoned);
  return Number.isNaN(moment) ? null : moment;
}
