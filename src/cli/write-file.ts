import { mkdir, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { UsageError } from "./usage-error.ts";

/** `shown`: the file as the user named it. */
export async function writeToFile(path: string, text: string, shown: string): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text);
  } catch (error) {
    if (error instanceof Error && "code" in error)
      throw new UsageError(`can't write ${shown}: ${error.message}`, "the check itself was made; name a file that can be written");
    throw error;
  }
}
