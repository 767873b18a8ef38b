import { accessSync, constants } from 'node:fs';
import path from 'node:path';

/** The first program of this name in these folders that may be run; undefined when there is none. */
export function executableIn(folders: readonly string[], name: string): string | undefined {
  return folders
    .map((folder) => path.join(folder, name))
    .find((file) => {
      try {
        accessSync(file, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
}
