import { z } from "zod";
import { type ValidationFinding, validationFindingSchema } from "../../../shared/contract/training-data.ts";
import { AppError } from "../../../shared/errors.ts";

const detailSchema = z.object({ findings: z.array(validationFindingSchema) });

/** Everything that a refused file has against it, as far as the error tells. */
export function findingsOf(error: Error | null): ValidationFinding[] {
  if (!(error instanceof AppError)) return [];
  const parsed = detailSchema.safeParse(error.detail);
  return parsed.success ? parsed.data.findings : [];
}
