import { contract, type MethodName } from '../../shared/control/contract.ts';
import { pathPrefix, protocol } from '../../shared/control/wire.ts';
import { verbOf } from './request.ts';
import { answerReference, answerSchemas, inputSchema, type Json } from './schemas.ts';

/** The contract as an OpenAPI 3.1 document; docs/openapi.json is its committed text. */
export function openApi(): Json {
  const names = Object.keys(contract) as MethodName[];
  return {
    openapi: '3.1.0',
    info: {
      title: 'Fairlead control socket',
      version: String(protocol),
      description: 'HTTP/1.1 on ~/.fairlead/control.sock (mode 0600). Host must be fairlead or localhost.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: 'http://fairlead' }],
    paths: Object.fromEntries(
      names.map((name) => [
        `${pathPrefix}${contract[name].path}`,
        { [verbOf(contract[name]).toLowerCase()]: operation(name) },
      ]),
    ),
    components: { schemas: answerSchemas() },
  };
}

function operation(name: MethodName): Json {
  const { kind, summary } = contract[name];
  const schema = inputSchema(name) as { properties?: Record<string, Json>; required?: string[] };
  const required = schema.required ?? [];
  const parameters = Object.entries(schema.properties ?? {}).map(([key, value]) => ({
    name: key,
    in: 'query',
    required: required.includes(key),
    schema: value,
  }));
  const requestBody = { required: required.length > 0, content: { 'application/json': { schema } } };
  const type = kind === 'feed' ? 'application/x-ndjson' : 'application/json';
  return {
    operationId: name,
    summary,
    'x-kind': kind,
    ...(kind === 'command' ? { requestBody } : { parameters }),
    responses: {
      200: {
        description: kind === 'feed' ? 'One JSON value a line.' : 'The answer.',
        content: { [type]: { schema: { $ref: answerReference(name) } } },
      },
      default: {
        description: 'Why not, and what to do about it.',
        content: { 'application/json': { schema: { $ref: '#/components/schemas/Failure' } } },
      },
    },
  };
}
