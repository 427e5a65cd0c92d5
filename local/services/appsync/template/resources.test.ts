import { afterEach, expect, test } from 'vitest';
import { TemplateError } from '../../../runtime/errors.ts';
import { testRuntime } from '../../../runtime/testing.ts';
import { createAppSync } from '../index.ts';
import { computed, noneSource, resource, unit } from '../testing/resources.ts';

const runtimes: { dispose(): void }[] = [];
afterEach(() => runtimes.splice(0).forEach(({ dispose }) => dispose()));

function service() {
  const made = testRuntime();
  runtimes.push(made);
  const appsync = createAppSync(made.runtime);
  const api = (more: Record<string, unknown> = {}) =>
    appsync.create(resource('Api', 'GraphQLApi', { Name: 'n', AuthenticationType: 'API_KEY', ...more }));
  const ApiId = made.runtime.idFor('Api', 26);
  const add = (one: ReturnType<typeof resource>) =>
    appsync.create({ ...one, properties: { ApiId, ...(one.properties as object) } });
  return { appsync, api, add, ApiId };
}

test('references and attributes are as CloudFormation gives them', async () => {
  const { api, add, ApiId } = service();
  const arn = `arn:aws:appsync:us-east-1:000000000000:apis/${ApiId}`;
  expect(await api()).toMatchObject({
    ref: arn,
    attributes: { ApiId, Arn: arn, GraphQLUrl: 'http://localhost:0/graphql' },
  });
  expect((await add(resource('Key', 'ApiKey', {}))).attributes!['ApiKey']).toMatch(/^da2-[a-z0-9]{26}$/);
  expect(await add(noneSource)).toEqual({
    ref: `${arn}/datasources/None`,
    attributes: { Name: 'None', DataSourceArn: `${arn}/datasources/None` },
  });
  expect(await add(computed('Query.a', '1'))).toMatchObject({
    ref: `${arn}/types/Query/resolvers/a`,
    attributes: { TypeName: 'Query', FieldName: 'a' },
  });
});

test.each<[string, string, Record<string, unknown>, string]>([
  ['another mode', 'GraphQLApi', { Name: 'n', AuthenticationType: 'AWS_LAMBDA' }, 'AWS_LAMBDA'],
  ['an unknown property', 'GraphQLApi', { Name: 'n', AuthenticationType: 'API_KEY', Nope: 1 }, 'Nope'],
  [
    'a depth out of range',
    'GraphQLApi',
    { Name: 'n', AuthenticationType: 'API_KEY', QueryDepthLimit: 76 },
    'QueryDepthLimit',
  ],
  [
    'a variable whose name is none',
    'GraphQLApi',
    { Name: 'n', AuthenticationType: 'API_KEY', EnvironmentVariables: { 'a-b': '1' } },
    'EnvironmentVariables: a-b is not a name',
  ],
  [
    'a variable that is too long',
    'GraphQLApi',
    { Name: 'n', AuthenticationType: 'API_KEY', EnvironmentVariables: { LONG: 'x'.repeat(513) } },
    'at most 512 characters',
  ],
  [
    'too many variables',
    'GraphQLApi',
    {
      Name: 'n',
      AuthenticationType: 'API_KEY',
      EnvironmentVariables: Object.fromEntries(Array.from({ length: 51 }, (_, n) => [`V${n}a`, '1'])),
    },
    'at most 50',
  ],
])('an API with %s is refused', async (_what, type, properties, message) => {
  const { appsync } = service();
  const created = (async () => appsync.create(resource('Api', type, properties)))();
  await expect(created).rejects.toThrow(TemplateError);
  await expect(created).rejects.toThrow(new RegExp(`^Api: .*${message}`));
});

test.each<[string, ReturnType<typeof resource>, string]>([
  ['a broken schema', resource('S', 'GraphQLSchema', { Definition: 'type Query {' }), 'Syntax Error'],
  ['no schema', resource('S', 'GraphQLSchema', { DefinitionS3Location: 's3://x' }), 'needs Definition'],
  [
    'an own AWS scalar',
    resource('S', 'GraphQLSchema', { Definition: 'scalar AWSDate type Query { a: AWSDate }' }),
    'AWSDate',
  ],
  [
    'a data source of another type',
    resource('D', 'DataSource', { Name: 'x', Type: 'RELATIONAL_DATABASE' }),
    'RELATIONAL_DATABASE',
  ],
  [
    'a VTL resolver',
    unit('Query.a', 'None', '', { Code: undefined, RequestMappingTemplate: '{}' }),
    'RequestMappingTemplate',
  ],
  [
    'an HTTP data source with a path',
    resource('D', 'DataSource', {
      Name: 'x',
      Type: 'HTTP',
      HttpConfig: { Endpoint: 'https://a.example/v1' },
    }),
    'without a path',
  ],
  [
    'an HTTP data source that signs without a role',
    resource('D', 'DataSource', {
      Name: 'x',
      Type: 'HTTP',
      HttpConfig: {
        Endpoint: 'https://sqs.us-east-1.amazonaws.com',
        AuthorizationConfig: {
          AuthorizationType: 'AWS_IAM',
          AwsIamConfig: { SigningRegion: 'us-east-1', SigningServiceName: 'sqs' },
        },
      },
    }),
    'ServiceRoleArn',
  ],
  [
    'a batch beyond the limit',
    unit('Query.a', 'None', 'export const request = () => 1;', { MaxBatchSize: 2001 }),
    'between 0 and 2000',
  ],
  [
    'code that names what AppSync has not',
    unit('Query.a', 'None', 'export const request = () => util.isNull(1);'),
    'util.isNull is not part of',
  ],
  ['a cached resolver', unit('Query.a', 'None', '', { CachingConfig: {} }), 'CachingConfig'],
  [
    'code that AppSync refuses',
    unit('Query.a', 'None', 'export const request = () => { throw 1; }'),
    'no-throw',
  ],
  ['a domain name', resource('N', 'DomainName', {}), 'not supported'],
])('%s is refused by its logical id', async (_what, one, message) => {
  const { api, add } = service();
  await api();
  const created = (async () => add(one))();
  await expect(created).rejects.toThrow(new RegExp(`^${one.logicalId}: .*${message}`));
});

test('resolvers must fit the schema and name data sources that exist', async () => {
  const schema = resource('S', 'GraphQLSchema', { Definition: 'type Query { a: Int }' });
  for (const [resolver, message] of [
    [computed('Query.b', '1'), 'No field named b found on type Query'],
    [
      unit('Query.a', 'Missing', 'export const request = () => 1; export const response = () => 1;'),
      'Missing',
    ],
  ] as const) {
    const { appsync, api, add } = service();
    await api();
    for (const one of [schema, noneSource, resolver]) await add(one);
    expect(() => appsync.connect!()).toThrow(message);
  }
});
