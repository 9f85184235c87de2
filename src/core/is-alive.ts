import { systemCode } from "../shared/thrown.ts";

/** Whether a process of this machine runs, also one that is not ours. */
export function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return systemCode(error) === "EPERM";
  }
}
