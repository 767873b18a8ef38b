import assert from 'node:assert/strict';
import { existsSync, globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { z } from 'zod';

const top = path.resolve(import.meta.dirname, '..');
const { scripts } = z
  .object({ scripts: z.record(z.string(), z.string()) })
  .parse(JSON.parse(readFileSync(path.join(top, 'package.json'), 'utf8')));
const folders = /^(app|shared|main|renderer|e2e|build|docs|assets)\/[\w./*-]+$/;

for (const page of globSync(['*.md', 'docs/*.md'], { cwd: top }))
  test(`${page}: every link, file and script that it names is there`, () => {
    const text = readFileSync(path.join(top, page), 'utf8');
    const missing: string[] = [];
    const need = (from: string, file: string): void => {
      if (!existsSync(path.join(top, from, file))) missing.push(file);
    };
    for (const [, link = ''] of text.matchAll(/\]\((?!https?:)([^)#\s]+)[^)]*\)/g))
      need(path.dirname(page), link);
    for (const [, image = ''] of text.matchAll(/src="(?!https?:)([^"]+)"/g)) need(path.dirname(page), image);
    for (const [, code = ''] of text.matchAll(/`([^`\n]+)`/g))
      if (folders.test(code)) {
        if (globSync(code, { cwd: top }).length === 0) missing.push(code);
      } else if (/^[\w-]+(\.test)?\.ts$/.test(code)) {
        const found = globSync(`{app,shared,main,renderer,e2e}/**/${code}`, { cwd: top });
        if (found.length === 0) missing.push(code);
      }
    for (const [, script = ''] of text.matchAll(/\bnpm run ([\w-]+)/g))
      if (!(script in scripts)) missing.push(`npm run ${script}`);
    assert.deepEqual(missing, []);
  });
