import type { Hint } from './phrases.ts';

/**
 * What the output of commands shows where no program complains: two values that do not go together. People
 * paste a route and the settings of a machine, or a variable and an address, and leave it to others to compare.
 */
export function observationHints(text: string): readonly Hint[] {
  return [
    ...routeHints(text),
    ...hopHints(text),
    ...deletedHints(text),
    ...staleHints(text),
    ...selfGivenHints(text),
    ...stateHints(text),
  ];
}

/** Networks that VirtualBox gives machines, whole or abbreviated as netstat does. */
const hostOnly = '192\\.168\\.(?:99|5[6-9]|6[0-3])';
const tunnel = '(?:utun|ppp|tun|tap|ipsec|gpd|wg|cscotun|feth)\\d+';
const answered = [
  new RegExp(`\\broute (?:-\\w+ )*get (?:-\\w+ )*(${hostOnly}\\.\\d+)\\b.{0,400}?\\binterface: ?(\\w+)`, 'i'),
  new RegExp(`\\broute to: ?(${hostOnly}\\.\\d+)\\b.{0,300}?\\binterface: ?(\\w+)`, 'i'),
];
const row = new RegExp(
  `(?<![\\d.])${hostOnly}(?:\\.\\d+)?(?:/\\d+)? +\\S+ +[A-Z]\\w{0,12} +(?:\\d+ +){0,3}(${tunnel})\\b`,
);
const adapter =
  /hostonlyadapter\d="(vboxnet\d+)"|host-?only (?:interface|adapter)[,:]? ['"](vboxnet\d+)['"]/i;

/** Where packets for the machine go, as route and netstat print it. */
function routeHints(text: string): readonly Hint[] {
  const taken = row.exec(text);
  const said = answered.map((form) => form.exec(text)).find((found) => found !== null);
  const device = said?.[2] ?? taken?.[1];
  const quote = said === undefined ? taken?.[0] : `route to ${said[1] ?? ''}: interface ${said[2] ?? ''}`;
  if (device === undefined || quote === undefined) return [];
  if (new RegExp(`^${tunnel}$`).test(device))
    return [{ id: 'GUEST_TIMEOUT_VPN', certainty: 'likely', weight: 5, quote }];
  if (/^en\d+$/.test(device)) return [{ id: 'ROUTES_GONE_AFTER_VPN', certainty: 'likely', weight: 5, quote }];
  const found = adapter.exec(text);
  const own = found?.[1] ?? found?.[2];
  return /^vboxnet\d+$/.test(device) && own !== undefined && own !== device
    ? [{ id: 'WRONG_VBOXNET', certainty: 'exact', weight: 5, quote: `${quote}, the machine is on ${own}` }]
    : [];
}

/** The first hop to a neighbour is the neighbour; another router there means that a tunnel has the packets. */
function hopHints(text: string): readonly Hint[] {
  const found = new RegExp(
    `traceroute to (${hostOnly}\\.\\d+)\\b.{0,120}? 1 +(?:[\\w.-]+ \\()?(?!\\1\\b)(\\d{1,3}(?:\\.\\d{1,3}){3})`,
    'i',
  ).exec(text);
  return found === null
    ? []
    : [{ id: 'GUEST_TIMEOUT_VPN', certainty: 'likely', weight: 5, quote: found[0].slice(0, 160) }];
}

/** As `route -n monitor` prints what somebody does to the table. */
function deletedHints(text: string): readonly Hint[] {
  const found = new RegExp(`RTM_DELETE.{0,300}?(?:${hostOnly}|vboxnet\\d+)`).exec(text);
  return found === null
    ? []
    : [{ id: 'VPN_REDELETES', certainty: 'likely', weight: 5, quote: found[0].slice(0, 160) }];
}

const hostVariable = /DOCKER_HOST["']?(?: ?[=:] ?| )["']?tcp:\/\/(\d{1,3}(?:\.\d{1,3}){3})/;
const machineAddress =
  /docker-machine (?:ip|url)\b.{0,80}?(?<![\d.])(\d{1,3}(?:\.\d{1,3}){3})|\b(?:virtualbox|vmwarefusion|parallels|xhyve|hyperkit) +Running +tcp:\/\/(\d{1,3}(?:\.\d{1,3}){3})/gi;

/** The variable of the shell beside the address the machine has. */
function staleHints(text: string): readonly Hint[] {
  const dialled = hostVariable.exec(text)?.[1];
  const addresses = [...text.matchAll(machineAddress)].map((match) => match[1] ?? match[2] ?? '');
  if (dialled === undefined || dialled.startsWith('127.') || addresses.length === 0) return [];
  return addresses.includes(dialled)
    ? []
    : [
        {
          id: 'ENV_STALE_IP',
          certainty: 'likely',
          weight: 6,
          quote: `DOCKER_HOST is ${dialled}, the machine has ${addresses.join(', ')}`,
        },
      ];
}

/** An address a system gives itself when nobody hands one out. */
function selfGivenHints(text: string): readonly Hint[] {
  const found = /(?<![\d.])169\.254\.\d{1,3}\.\d{1,3}(?![\d.])/.exec(text)?.[0];
  return found !== undefined && /docker-machine|vboxnet\d|virtualbox|host-?only|minikube|\beth1\b/i.test(text)
    ? [{ id: 'DHCP_MISMATCH', certainty: 'likely', weight: 5, quote: found }]
    : [];
}

/** As VirtualBox writes the state of a machine: the last one counts, since logs show the ones before as well. */
function stateHints(text: string): readonly Hint[] {
  const last = [...text.matchAll(/\bVMState="(\w+)"/g)].at(-1);
  return last !== undefined && /^(?:poweroff|aborted|saved|aborted-saved)$/.test(last[1] ?? '')
    ? [{ id: 'HOST_NOT_RUNNING', certainty: 'likely', weight: 3, quote: last[0] }]
    : [];
}
