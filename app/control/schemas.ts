import * as z from 'zod';
import {
  Contexts,
  contract,
  Environment,
  FixResult,
  Forward,
  LogLine,
  PublishedPorts,
  Step,
  type MethodName,
} from '../../shared/control/contract.ts';
import {
  JournalLine,
  SettingChange,
  SettingView,
  SettingsChanged,
  SudoersView,
  UndoResult,
} from '../../shared/control/change-words.ts';
import { Failure } from '../../shared/control/failure-schema.ts';
import {
  Advisory,
  CertificateView,
  ContextView,
  Happening,
  MachineView,
  PathView,
  PublishedPort,
  RouteView,
  Snapshot,
  VpnView,
} from '../../shared/snapshot.ts';

export type Json = Record<string, unknown>;

const options = {
  unrepresentable: 'any',
  /** zod repeats the format of a time as a long expression, another one in every version. */
  override: ({ jsonSchema }: { jsonSchema: { format?: string; pattern?: string } }): void => {
    if (jsonSchema.format === 'date-time') delete jsonSchema.pattern;
  },
} as const;

const words = {
  Advisory,
  CertificateView,
  Contexts,
  ContextView,
  Environment,
  Failure,
  FixResult,
  Forward,
  Happening,
  JournalLine,
  LogLine,
  MachineView,
  PathView,
  PublishedPort,
  PublishedPorts,
  RouteView,
  SettingChange,
  SettingView,
  SettingsChanged,
  Snapshot,
  Step,
  SudoersView,
  UndoResult,
  VpnView,
};

const names = Object.keys(contract) as MethodName[];
const registry = z.registry<{ id: string }>();
for (const [id, schema] of Object.entries(words)) registry.add(schema, { id });
for (const name of names) {
  const id = `${name.charAt(0).toUpperCase()}${name.slice(1)}Answer`;
  if (!registry.has(contract[name].output)) registry.add(contract[name].output, { id });
}

/** JSON Schema of every answer and of the words in it, by name; they refer to each other. */
export function answerSchemas(): Record<string, Json> {
  const { schemas } = z.toJSONSchema(registry, { ...options, io: 'output', uri: reference });
  const entries = Object.entries(schemas as Record<string, Json>);
  return Object.fromEntries(entries.map(([id, schema]) => [id, withoutDialect(schema)]));
}

/** Where in the OpenAPI document the answer of a method is described. */
export function answerReference(name: MethodName): string {
  return reference(registry.get(contract[name].output)?.id ?? name);
}

export function inputSchema(name: MethodName): Json {
  const schema = z.toJSONSchema(contract[name].input, { ...options, io: 'input' });
  return withoutDialect(schema);
}

function reference(id: string): string {
  return `#/components/schemas/${id}`;
}

/** OpenAPI names the dialect once for the whole document, and every schema by its place. */
function withoutDialect(schema: Json): Json {
  const { $schema: _dialect, $id: _id, ...rest } = schema;
  return rest;
}
