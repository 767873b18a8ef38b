import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The project this file belongs to, whether it runs from its source or from dist/. */
function projectRoot(): string {
  let folder = path.dirname(fileURLToPath(import.meta.url));
  while (!existsSync(path.join(folder, 'package.json'))) folder = path.dirname(folder);
  return folder;
}

/** Programs the stage starts: the bundled ones, or their sources where nothing has been built yet. */
export function programs(): { readonly fairlead: string; readonly engine: string; readonly standIn: string } {
  const root = projectRoot();
  const of = (name: string): string => {
    const built = path.join(root, 'dist/stage', `${name}.js`);
    return existsSync(built) ? built : path.join(root, 'e2e/stage', `${name}.ts`);
  };
  return { fairlead: path.join(root, 'dist/fairlead.js'), engine: of('engine'), standIn: of('stand-in') };
}
