// The licences of the libraries that are bundled: each asks to be named wherever its code goes.
import { readFileSync, readdirSync } from 'node:fs';

/**
 * @param {readonly string[]} inputs files that went into a bundle, from the project's folder
 * @returns {string} for every library among them its name, version, kind of licence, and the licence itself
 */
export function noticesOf(inputs) {
  const folders = new Set(
    inputs.flatMap((file) => /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file) ?? []),
  );
  return [...folders]
    .sort()
    .map(noticeOf)
    .join(`\n${'-'.repeat(78)}\n\n`);
}

function noticeOf(folder) {
  const { name, version, license } = JSON.parse(readFileSync(`${folder}/package.json`, 'utf8'));
  const file = readdirSync(folder).find((one) => /^licen[cs]e/i.test(one));
  if (license === undefined && file === undefined)
    throw new Error(`${name} ${version} says nothing of its licence, so it may not be bundled`);
  return `${name} ${version} (${license})\n\n${file === undefined ? '' : readFileSync(`${folder}/${file}`, 'utf8').trim()}\n`;
}
