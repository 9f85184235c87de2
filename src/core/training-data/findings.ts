import type { ValidationFinding } from "../../shared/contract/training-data.ts";

const MOST_A_CODE = 100;

/** Collects findings: the first 100 of each code as they are, the rest as a number. */
export class Findings {
  readonly #listed: ValidationFinding[] = [];
  readonly #counts = new Map<string, { level: ValidationFinding["level"]; count: number }>();

  add(finding: ValidationFinding): void {
    const known = this.#counts.get(finding.code) ?? { level: finding.level, count: 0 };
    known.count += 1;
    this.#counts.set(finding.code, known);
    if (known.count <= MOST_A_CODE) this.#listed.push(finding);
  }

  get hasErrors(): boolean {
    return this.#listed.some((finding) => finding.level === "error");
  }

  /** Errors before warnings, then in the order found; a code with more than 100 ends in its full number. */
  toList(): ValidationFinding[] {
    const rest = [...this.#counts].flatMap(([code, { level, count }]): ValidationFinding[] => {
      if (count <= MOST_A_CODE) return [];
      const message = `This was found ${count} times in all; the first ${MOST_A_CODE} are listed.`;
      return [{ level, code, line: null, message }];
    });
    const all = [...this.#listed, ...rest];
    return [...all.filter((one) => one.level === "error"), ...all.filter((one) => one.level === "warning")];
  }
}
