/** All of the make-believe Mac that is not Fairlead's own, so that two moments can be compared. */
import { createHash } from 'node:crypto';
import { lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import path from 'node:path';
import { formatCidr } from '../../app/route/cidr.ts';
import type { Stage } from './stage.ts';

/** What stands at each place: the place as a word or a path below the stage, and what is there, as one line. */
export type WorldRecord = ReadonlyMap<string, string>;

/** Inside a machine, where people and Fairlead keep files; not what the engine writes while it runs. */
const inGuest = ['var/lib/boot2docker', 'etc', 'tmp', 'home'];
const logs = /\/(docker|VBox)\.log(\.1)?$/;

/** Routes, NAT rules, and every file with its mode and content: the home, the store, the machines' insides. */
export function recordOf(stage: Stage): WorldRecord {
  const record = new Map<string, string>();
  for (const { destination, gateway, interface: name, flags } of stage.world.kernel.rows)
    // Of the letters only the scope says where packets go; `link#11` and the interface's name say the same.
    record.set(
      `route ${formatCidr(destination)}${flags.includes('I') ? ' scoped' : ''}`,
      /^[\d.]+$/.test(gateway) ? `${gateway} ${name}` : name,
    );
  for (const { name, vm } of stage.machines)
    for (const rule of vm.natRules) record.set(`rule ${name} ${rule.name}`, JSON.stringify(rule));
  const guests = stage.machines.flatMap(({ name }) => inGuest.map((one) => `guests/${name}/${one}`));
  for (const folder of ['user', 'store', ...guests]) look(stage.root, folder, record);
  return record;
}

function look(root: string, name: string, record: Map<string, string>): void {
  const file = path.join(root, name);
  const found = lstatSync(file, { throwIfNoEntry: false });
  if (found === undefined || logs.test(name)) return;
  const mode = (found.mode & 0o7777).toString(8);
  if (found.isSymbolicLink()) record.set(name, `link ${readlinkSync(file)}`);
  else if (found.isDirectory()) {
    record.set(name, `folder ${mode}`);
    for (const each of readdirSync(file)) look(root, path.join(name, each), record);
  } else if (found.isFile()) {
    const digest = createHash('sha256').update(readFileSync(file)).digest('hex');
    record.set(name, `file ${mode} ${digest.slice(0, 16)}`);
  } else record.set(name, `other ${mode}`);
}

/** What differs, one line each: `+` is there now, `-` is gone, `~` is another one. Sorted. */
export function differences(before: WorldRecord, after: WorldRecord): readonly string[] {
  const gone = [...before].filter(([place]) => !after.has(place)).map(([place]) => `- ${place}`);
  const changed = [...after].flatMap(([place, what]) => {
    const had = before.get(place);
    if (had === undefined) return [`+ ${place}`];
    return had === what ? [] : [`~ ${place}: ${had} -> ${what}`];
  });
  return [...gone, ...changed].sort();
}
