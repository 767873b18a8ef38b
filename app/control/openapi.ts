import { z } from 'zod';
import { contract, type MethodName } from '../../shared/control/contract.ts';
import { Failure } from '../../shared/control/failure.ts';
import { pathPrefix, protocol } from '../../shared/control/wire.ts';
import { version } from '../version.ts';
import { verbOf } from './request.ts';

type Json = Record<string, unknown>;

/** The contract as an OpenAPI 3.1 document; docs/openapi.json is its committed text. */
export function openApi(): Json {
  const names = Object.keys(contract) as MethodName[];
  return {
    openapi: '3.1.0',
    info: {
      title: 'Fairlead control socket',
      version: String(protocol),
      description: `HTTP/1.1 on ~/.fairlead/control.sock (mode 0600). Host must be fairlead or localhost. Fairlead ${version}.`,
      license: { name: 'MIT' },
    },
    servers: [{ url: 'http://fairlead' }],
    paths: Object.fromEntries(
      names.map((name) => [
        `${pathPrefix}${contract[name].path}`,
        { [verbOf(contract[name]).toLowerCase()]: operation(name) },
      ]),
    ),
    components: { schemas: { Failure: schemaOf(Failure, 'output') } },
  };
}

function operation(name: MethodName): Json {
  const method = contract[name];
  const input = schemaOf(method.input, 'input') as { properties?: Record<string, Json>; required?: string[] };
  const properties = Object.entries(input.properties ?? {});
  return {
    operationId: name,
    summary: method.summary,
    'x-kind': method.kind,
    ...(method.kind === 'command'
      ? {
          requestBody: {
            required: (input.required ?? []).length > 0,
            content: { 'application/json': { schema: input } },
          },
        }
      : {
          parameters: properties.map(([key, schema]) => ({
            name: key,
            in: 'query',
            required: (input.required ?? []).includes(key),
            schema,
          })),
        }),
    responses: {
      200: {
        description: method.kind === 'feed' ? 'One JSON value a line.' : 'The answer.',
        content: {
          [method.kind === 'feed' ? 'application/x-ndjson' : 'application/json']: {
            schema: schemaOf(method.output, 'output'),
          },
        },
      },
      default: {
        description: 'Why not, and what to do about it.',
        content: { 'application/json': { schema: { $ref: '#/components/schemas/Failure' } } },
      },
    },
  };
}

/** JSON Schema of one end of a zod schema, without the `$schema` that OpenAPI does not want in the middle. */
export function schemaOf(schema: z.ZodType, io: 'input' | 'output'): Json {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' }) as Json;
  return rest;
}
