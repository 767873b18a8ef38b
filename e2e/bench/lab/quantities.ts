import type { Quantity } from '../result.ts';

/** What `--lab` measures. "Taken" is the moment the kernel's own monitor gives for the VPN's route. */
export const labQuantities = {
  'lab-detection': { title: 'route taken → the snapshot says so', unit: 'ms' },
  'lab-detection-macos': { title: 'the same, macOS adapter over stand-ins', unit: 'ms' },
  'lab-docker': { title: '`docker version` with nothing wrong', unit: 'ms' },
  'lab-hijack': {
    title: 'route taken → `docker version` answered, forward armed',
    unit: 'ms',
    budget: { of: 'p95', most: 300 },
  },
  'lab-hijack-macos': {
    title: 'the same, macOS adapter over stand-ins',
    unit: 'ms',
    budget: { of: 'p95', most: 300 },
  },
  'lab-own-route': { title: 'the same, and the route put back', unit: 'ms' },
  'lab-route-by-hand': { title: 'the route put back by a shell script', unit: 'ms' },
  'lab-armed-ratio': { title: 'answered by Fairlead, armed / by the script', unit: '×' },
  'lab-hijack-adding-forward': {
    title: 'the same, NAT rule to be added',
    unit: 'ms',
    budget: { of: 'p95', most: 1000 },
  },
  'lab-forward-by-hand': { title: 'the rule added by a shell script', unit: 'ms' },
  'lab-forward-ratio': { title: 'rule by Fairlead / by the script', unit: '×' },
  'lab-renewal': { title: 'the same, rule and certificate missing', unit: 'ms' },
  'lab-renewal-by-hand': { title: 'rule and certificate by a shell script', unit: 'ms' },
  'lab-renewal-ratio': {
    title: 'renewal by Fairlead / by the script',
    unit: '×',
    budget: { of: 'median', most: 0.6 },
  },
  'lab-engine-restart': { title: "the engine's restart alone, until it answers", unit: 'ms' },
  'lab-restart-share': { title: "the engine's restart alone / the script", unit: '×' },
  'lab-vpn-gone': {
    title: 'VPN gone → `docker version` answers directly',
    unit: 'ms',
    budget: { of: 'p95', most: 1500 },
  },
  'lab-idle-cpu': { title: 'idle daemon, processor time', unit: 's' },
  'lab-idle-share': {
    title: 'idle daemon, share of one core',
    unit: '%',
    budget: { of: 'median', most: 0.2 },
  },
  'lab-idle-switches': { title: 'idle daemon, context switches', unit: '/s' },
  'lab-idle-memory': {
    title: 'idle daemon, resident memory',
    unit: 'MB',
    budget: { of: 'median', most: 70 },
  },
} as const satisfies Record<string, Quantity>;
