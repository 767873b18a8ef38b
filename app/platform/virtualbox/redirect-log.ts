/**
 * Why the NAT engine could not listen on a host port, from (the end of) VBox.log. VBoxManage exits 0
 * then; the log alone has it:
 *   NAT: Failed to redirect TCP 127.0.0.1:2376 -> 10.0.2.15:2376 (Address already in use)
 *   NAT: Set redirect TCP 127.0.0.1:2376 -> 10.0.2.15:2376
 * Only a failure after the last success counts. Undefined when there is none.
 */
export function lastRedirectFailure(log: string, hostPort: number): string | undefined {
  let failure: string | undefined;
  for (const line of log.split(/\r?\n/)) {
    const match = /NAT: (Failed to redirect|Set redirect) TCP \S*:(\d+) -> [^\s(]*(?:\s*\((.*)\))?/i.exec(
      line,
    );
    if (match === null || Number(match[2]) !== hostPort) continue;
    const [, verdict = '', , reason = 'VirtualBox gives no reason'] = match;
    failure = verdict.startsWith('Set') ? undefined : reason;
  }
  return failure;
}
