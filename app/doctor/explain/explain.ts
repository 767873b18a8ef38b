import type { ExplainResult, Match, Parameters } from '../../../shared/control/doctor.ts';
import type { Snapshot } from '../../../shared/snapshot.ts';
import { symptomOf, type SymptomId } from '../catalogue/catalogue.ts';
import { mismatchHints, readMismatch } from './certificate-names.ts';
import { dialHints } from './dial.ts';
import { readEndpoints } from './endpoint.ts';
import { filledRemedies, filler, machineMeant } from './fill.ts';
import { lookupHints, withoutLookups } from './lookups.ts';
import { readOutcomes } from './outcome.ts';
import { readParameters } from './parameters.ts';
import { observationHints } from './observations.ts';
import { phraseHints, type Hint } from './phrases.ts';
import { presentOf } from './present.ts';
import { rank } from './rank.ts';
import { remarksOn } from './remarks.ts';
import { sentenceOf } from './sentence.ts';
import { readText } from './text.ts';

/**
 * What an error message means. Pure: the text and, when there is one, the snapshot of this computer. A text
 * that says nothing known gets no match, never the nearest one.
 */
export function explainMessage(raw: string, snapshot?: Snapshot): ExplainResult {
  const text = readText(raw);
  const known = {
    addresses: (snapshot?.machines ?? []).flatMap(({ guestIp }) => (guestIp === undefined ? [] : [guestIp])),
    localPorts: (snapshot?.machines ?? []).flatMap(({ forward }) => portsOf(forward.address)),
  };
  const forms = [text.spaced, text.joined, text.unwrapped].map((form) => {
    const mismatch = readMismatch(form);
    const dialled = withoutLookups(form);
    const endpoints = readEndpoints(dialled, known);
    const hints = [
      ...(mismatch === undefined || isRegistry(form) || isKubernetes(form) ? [] : mismatchHints(mismatch)),
      ...lookupHints(form),
      ...dialHints(endpoints, readOutcomes(dialled), dialled),
    ];
    return { mismatch, endpoints, hints };
  });
  // The form that says more: where a terminal wrapped decides which of the two reads right.
  const best = forms.reduce((one, other) => (strength(other.hints) > strength(one.hints) ? other : one));
  const parameters = readParameters(text, best);
  const hints = [...phraseHints(text), ...observationHints(text.spaced), ...best.hints].filter(
    (hint) => !forms.every(({ endpoints }) => isElsewhere(hint, endpoints, text.whole)),
  );
  const ranked = rank(hints, (id) => presentOf(id, parameters, snapshot));
  const stranger = strangerOf(parameters, snapshot);
  const matches = ranked.map(({ hint, present }): Match => {
    const symptom = symptomOf(hint.id);
    // A message that names no machine is about the one that has what it tells of.
    const machine = machineMeant(parameters, snapshot) === undefined ? present.machine : undefined;
    const named = machine === undefined ? parameters : { ...parameters, machine };
    return {
      id: hint.id,
      title: symptom.title,
      certainty: hint.certainty,
      cause: filler(named, snapshot)(symptom.cause, 'words'),
      quote: hint.quote,
      now: present.now,
      evidence: [...present.evidence],
      remedies: [...filledRemedies(symptom.remedies, named, stranger === undefined ? snapshot : undefined)],
      links: [...symptom.links],
    };
  });
  const remarks = [...remarksOn(text)];
  return {
    sentence: sentenceOf({
      matches,
      hasRemarks: remarks.length > 0,
      stranger,
      otherwise: nextOf(matches, parameters),
    }),
    matches,
    remarks,
    parameters,
    next: nextOf(matches, parameters),
  };
}

const tiers = { exact: 20, likely: 10, possible: 0 } as const;
function strength(hints: readonly Hint[]): number {
  return Math.max(0, ...hints.map(({ certainty, weight }) => weight + tiers[certainty]));
}

function isRegistry(text: string): boolean {
  return /https?:\/\/[^\s"']+\/v2\//.test(text);
}

/** Its API server has a certificate of its own, which no command for an engine's renews. */
function isKubernetes(text: string): boolean {
  return /Unable to connect to the server:|\bkubernetes\.default|(?<![\d.])10\.96\.0\.1(?![\d.])/.test(text);
}

/** TLS words about a public server, or of a program that dials no engine, are no news of an engine. */
function isElsewhere(
  { id, certainty, quote }: Hint,
  endpoints: ReturnType<typeof readEndpoints>,
  text: string,
): boolean {
  if (!generic.has(id)) return false;
  if (isKubernetes(text)) return true;
  if (certainty === 'exact') return false;
  if (endpoints.some(({ kind }) => kind !== 'elsewhere')) return false;
  // Packets are lost on the way to a registry as well.
  if (id === 'MTU') return otherPrograms.test(text) && !engineWords.test(text);
  // ssh says these words of whatever host, and names none.
  if (
    id === 'SSH_255' &&
    endpoints.length === 0 &&
    /^(kex|ssh)_exchange/.test(quote) &&
    !machineWords.test(text)
  )
    return true;
  if (id === 'SSH_255' && publicName.test(text) && !engineWords.test(text)) return true;
  return endpoints.length > 0 || (otherPrograms.test(text) && !engineWords.test(text));
}
const otherPrograms =
  /Unable to connect to the server:|request to \S+ failed, reason|\berror validating ['"]|couldn'?t get current server API|\b(kubectl|helm|git|npm|yarn|pnpm|pip3?|conda|poetry|cargo|gem|bundle|mvn|maven|gradle|terraform|ansible|aws|gcloud|az|rsync|svn|psql|postgres|mysql|mariadb|redis|mongo\w*|kafka|elasticsearch|ldap\w*|smtp|imap|wget|brew|apt|yum|composer|hg)\b|publickey.{0,80}\b(heroku|gerrit)/i;
const publicName = /\b[\w-]+(\.[\w-]+)*\.(com|org|net|io|edu|gov|mil|de|fr|uk|eu|co|us|cloud|app|example)\b/i;
const engineWords = /docker|boot2docker|VBox|virtualbox|minikube|libmachine|\/v1\.\d\d\//i;
const machineWords =
  /machine|docker|vagrant|virtualbox|localhost|127\.0\.0\.1|192\.168\.|boot2docker|minikube/i;
const generic: ReadonlySet<SymptomId> = new Set([
  'TLS_UNKNOWN_CA',
  'TLS_BAD_CERT',
  'TLS_PLAIN',
  'TLS_DIAL_TIMEOUT',
  'CERT_EXPIRED',
  'CERT_NOT_YET_VALID',
  'CERT_NO_LOCALHOST',
  'SSH_255',
  'MTU',
]);

function portsOf(address: string | undefined): readonly number[] {
  const port = Number(address?.split(':').at(-1));
  return Number.isInteger(port) ? [port] : [];
}

/** Said where the machine of the message is not one of this computer: its commands belong elsewhere. */
function strangerOf(parameters: Parameters, snapshot: Snapshot | undefined): string | undefined {
  if (snapshot === undefined || machineMeant(parameters, snapshot) !== undefined) return undefined;
  if (snapshot.machines.length === 0)
    return 'This computer has no machine: the commands are for the one the message comes from.';
  return parameters.machine === undefined
    ? undefined
    : `This computer has no machine "${parameters.machine}": the commands are for the one the message comes from.`;
}

function nextOf(matches: readonly Match[], { machine }: Parameters): string {
  if (matches.length > 0) return machine === undefined ? 'fairlead doctor' : `fairlead doctor ${machine}`;
  return 'fairlead doctor looks at this computer itself; fairlead report packs what a bug report needs';
}
