/**
 * Reads `VBoxManage --version` (`6.1.32r149290`, `7.0.14_Ubuntur161095`). Warnings about the kernel
 * modules come before it, on the same stream. Undefined when no line is a version.
 */
export function parseVersion(output: string): string | undefined {
  const versions = output.split(/\r?\n/).flatMap((line) => {
    const match = /^(\d+\.\d+\.\d+)\S*$/.exec(line.trim());
    return match?.[1] === undefined ? [] : [match[1]];
  });
  return versions.at(-1);
}
