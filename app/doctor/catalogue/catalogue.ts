import { certificateSymptoms } from './certificate.ts';
import { clientSymptoms } from './client.ts';
import { hostOnlySymptoms } from './host-only.ts';
import { machineSymptoms } from './machine.ts';
import { routeSymptoms } from './routes.ts';
import { tlsSymptoms } from './tls.ts';
import { trafficSymptoms } from './traffic.ts';
import { virtualboxSymptoms } from './virtualbox.ts';
import { vpnSymptoms } from './vpn.ts';
import type { Symptom } from './symptom.ts';

/** Every symptom Fairlead knows, by theme. docs/doctor.md is rendered from it. */
export const themes = {
  Routes: routeSymptoms,
  'VPN clients': vpnSymptoms,
  'Names, proxies, packets': trafficSymptoms,
  Certificates: certificateSymptoms,
  TLS: tlsSymptoms,
  'The docker command': clientSymptoms,
  'The machine and its engine': machineSymptoms,
  VirtualBox: virtualboxSymptoms,
  'Host-only networks': hostOnlySymptoms,
} as const;

const all = [
  ...routeSymptoms,
  ...vpnSymptoms,
  ...trafficSymptoms,
  ...certificateSymptoms,
  ...tlsSymptoms,
  ...clientSymptoms,
  ...machineSymptoms,
  ...virtualboxSymptoms,
  ...hostOnlySymptoms,
];

export type SymptomId = (typeof all)[number]['id'];

export const catalogue: readonly Symptom<SymptomId>[] = all;

const byId = new Map(catalogue.map((symptom) => [symptom.id, symptom]));

export function symptomOf(id: SymptomId): Symptom<SymptomId> {
  const symptom = byId.get(id);
  if (symptom === undefined) throw new Error(`no symptom ${id}`);
  return symptom;
}
