/** So many conversations are asked for at once. */
export const PAGE = 100;

const pageOf = (row: number) => Math.floor(row / PAGE);

/**
 * The pages to have, each once: the first, which tells how many rows there are, those in sight, and those with the rows
 * before and after the one that is read.
 */
export function pagesOf(inSight: { first: number; last: number }, near: number | null): number[] {
  const first = pageOf(inSight.first);
  const seen = Array.from({ length: pageOf(inSight.last) - first + 1 }, (_, at) => first + at);
  const read = near === null ? [] : [pageOf(Math.max(0, near - 1)), pageOf(near), pageOf(near + 1)];
  return [...new Set([0, ...seen, ...read])];
}
