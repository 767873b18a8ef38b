import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/**
 * Makes one control group for the VM in every hierarchy of this computer. What dockerd makes lies below
 * them, so that nothing of it stays behind in the root groups. Returns their directories.
 */
export function makeGroups(name: string): readonly string[] {
  return hierarchies().map((hierarchy) => {
    const group = path.join(hierarchy, name);
    mkdirSync(group, { recursive: true });
    // A cpuset group takes no process before it has CPUs and memory nodes.
    for (const file of ['cpuset.cpus', 'cpuset.mems'])
      if (existsSync(path.join(group, file)) && existsSync(path.join(hierarchy, file)))
        writeFileSync(path.join(group, file), readFileSync(path.join(hierarchy, file)));
    return group;
  });
}

function hierarchies(): readonly string[] {
  return readFileSync('/proc/mounts', 'utf8')
    .split('\n')
    .map((line) => line.split(' '))
    .filter(([, , type]) => type === 'cgroup' || type === 'cgroup2')
    .flatMap(([, target]) => (target === undefined ? [] : [target]));
}
