import { createTaskHandlers } from "./handlers.ts";
import { findPort } from "./port.ts";
import { serveTasks } from "./serve.ts";

const port = findPort(process);
if (port === null) {
  process.stderr.write("This program is started by Tunewright itself. Run tunewright instead.\n");
  process.exitCode = 2;
} else {
  port.onClosed(() => process.exit(0));
  serveTasks(port, createTaskHandlers(), () => performance.now());
}
