/** Loaded into a measured process by `--import`: writes its peak memory (KB) to file descriptor 3 when it ends. */
import { writeSync } from "node:fs";

process.on("exit", () => writeSync(3, String(process.resourceUsage().maxRSS)));
