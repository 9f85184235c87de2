import { AppError } from "../shared/errors.ts";
import { messageOf, systemCode } from "../shared/thrown.ts";

/** A failed write to `path` as the AppError it means: `disk_full` or `not_writable`. */
export function asWriteFailure(error: unknown, path: string): AppError {
  const code = systemCode(error);
  if (code === "ENOSPC" || code === "EDQUOT" || code === "EFBIG") {
    return new AppError("disk_full", `There is no room left to write ${path} (${code}). Nothing was changed.`, {
      hint: "Free some space or choose another folder, and run this again.",
      cause: error,
    });
  }
  const reason = WRITE_REASONS[code] ?? messageOf(error);
  return new AppError("not_writable", `${path} cannot be written: ${reason}.`, {
    hint: "Choose a folder in which you may create files.",
    cause: error,
  });
}

const WRITE_REASONS: Record<string, string> = {
  EACCES: "permission is denied",
  EPERM: "the system does not permit it",
  EROFS: "its file system is read-only",
  ENOENT: "its folder does not take new files",
  ENAMETOOLONG: "its name is too long",
  ELOOP: "its links lead in a circle",
  EBUSY: "it is in use by another program",
};
