/** What VBoxManage complains about, as far as Fairlead acts on it. */
export type Complaint =
  | 'no-vm'
  | 'not-ready'
  | 'locked'
  | 'not-running'
  | 'rule-name-taken'
  | 'rule-port-taken'
  | 'unknown-command'
  | 'range-refused'
  | 'other';

/*
 * Texts of VirtualBox 5 to 7 (NATEngineImpl.cpp, VBoxManageControlVM.cpp, SUP and VMM status codes). The
 * first that matches is it, so the causes stand before the codes that come with them.
 */
const known: readonly {
  readonly pattern: RegExp;
  readonly complaint: Complaint;
  readonly sentence?: string;
}[] = [
  { pattern: /Could not find a registered machine (?:named|with UUID)/, complaint: 'no-vm' },
  { pattern: /A NAT rule of this name already exists/, complaint: 'rule-name-taken' },
  { pattern: /A NAT rule for this host port and this host IP already exists/, complaint: 'rule-port-taken' },
  {
    pattern: /EnableStaticIPConfig|not within the allowed ranges/,
    complaint: 'range-refused',
    sentence:
      'VirtualBox 6.1.28 and later allow host-only addresses in 192.168.56.0/21 only: list the network in /etc/vbox/networks.conf',
  },
  {
    pattern: /\/dev\/vboxnetctl|VBoxNetAdpCtl/,
    complaint: 'other',
    sentence:
      "VirtualBox's network driver is not loaded: allow it in System Settings, Privacy & Security, and restart the Mac",
  },
  {
    pattern: /VERR_VM_DRIVER|VERR_SUPDRV|VERR_SUPLIB|kernel (?:driver|module)|rc=-19(?:08|09|10|11|12)\b/i,
    complaint: 'other',
    sentence:
      "VirtualBox's kernel driver is not loaded: allow it in System Settings, Privacy & Security, and restart the Mac",
  },
  {
    pattern: /Host-only adapters are no longer supported/,
    complaint: 'other',
    sentence:
      'VirtualBox 7 on macOS has no host-only adapters any more; the localhost forward works without them',
  },
  { pattern: /already locked (?:for a session|by a session)|is locked|being unlocked/, complaint: 'locked' },
  { pattern: /is not currently running/, complaint: 'not-running' },
  { pattern: /The object is not ready/, complaint: 'not-ready' },
  {
    pattern: /Failed to create the VirtualBox object|CLASSNOTREG|CALLEE_RC|VBoxSVC/i,
    complaint: 'other',
    sentence:
      "VirtualBox's background service does not answer: quit VirtualBox and type `VBoxManage list vms`",
  },
  {
    pattern: /Unknown (?:sub)?command|Invalid (?:(?:sub)?command|parameter)|Syntax error|E_NOTIMPL|Usage:/i,
    complaint: 'unknown-command',
  },
];

/** Names the complaint in stderr and puts it in one sentence. */
export function explain(stderr: string): { readonly complaint: Complaint; readonly sentence: string } {
  const match = known.find(({ pattern }) => pattern.test(stderr));
  const said = firstError(stderr);
  return {
    complaint: match?.complaint ?? 'other',
    sentence: match?.sentence === undefined ? said : `${match.sentence} (${said})`,
  };
}

/** The first `VBoxManage: error: …` line without its prefix, or whatever was said first. */
function firstError(stderr: string): string {
  const lines = stderr.split(/\r?\n/).filter((line) => line.trim() !== '');
  const line = lines.find((each) => /\berror:/i.test(each)) ?? lines[0] ?? 'VBoxManage gave no reason';
  return line
    .replace(/^.*?\berror:\s*/i, '')
    .trim()
    .slice(0, 300);
}
