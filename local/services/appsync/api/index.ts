import { printIntrospection } from './schema-text.ts';
import { AwsError } from '../../../runtime/errors.ts';
import { reply } from '../../../runtime/protocols/reply.ts';
import { restProtocol, type RestRoute } from '../../../runtime/protocols/rest.ts';
import type { Runtime } from '../../../runtime/runtime.ts';
import type { AwsCall } from '../../../runtime/service.ts';
import type { JsonObject } from '../json.ts';
import { describeApi } from '../template/api.ts';
import type { ApiResources } from '../template/parts.ts';
import { evaluateCode } from './evaluate-code.ts';

/**
 * What AppSync tells of its APIs on the AWS port. Templates make and change them; an operation that would is
 * unknown here.
 */
export function createControlPlane(
  apis: () => readonly ApiResources[],
  runtime: Runtime,
): (call: AwsCall) => Promise<void> {
  const allow = ({ caller }: AwsCall, operation: string, resource: string) =>
    runtime.peers.iam.authorize({ caller, action: `appsync:${operation}`, resource });

  /** An operation on one API, asked for by its id. */
  const ofApi = (
    operation: string,
    path: string,
    answer: (api: ApiResources, call: AwsCall) => JsonObject | undefined,
  ): RestRoute => ({
    method: 'GET',
    path: `/v1/apis/:apiId${path}`,
    handle({ apiId = '' }, call) {
      allow(call, operation, runtime.arn('appsync', `apis/${apiId}`));
      const found = apis().find(({ api }) => api.id === apiId);
      if (!found) throw new AwsError('NotFoundException', `GraphQL API ${apiId} not found.`, 404);
      return answer(found, call);
    },
  });

  const routes: readonly RestRoute[] = [
    {
      method: 'GET',
      path: '/v1/apis',
      handle(_parameters, call) {
        allow(call, 'ListGraphqlApis', '*');
        return { graphqlApis: apis().map((resources) => graphqlApi(resources, runtime)) };
      },
    },
    ofApi('GetGraphqlApi', '', (resources) => ({ graphqlApi: graphqlApi(resources, runtime) })),
    ofApi('ListApiKeys', '/apikeys', ({ keys }) => ({
      apiKeys: keys.map(({ key, expires }) => ({ id: key, expires: expires / 1000 })),
    })),
    ofApi('GetIntrospectionSchema', '/schema', ({ schema }, call) => {
      if (!schema) throw new AwsError('GraphQLSchemaException', 'The API has no schema.', 400);
      const format = call.query.get('format') ?? 'SDL';
      reply(call, 200, 'application/octet-stream', printIntrospection(schema.graphql, format));
      return undefined;
    }),
    {
      method: 'POST',
      path: '/v1/dataplane-evaluatecode',
      async handle(_parameters, call) {
        allow(call, 'EvaluateCode', '*');
        return evaluateCode(await call.body(), runtime);
      },
    },
  ];
  return restProtocol(routes, runtime.log, 'InternalFailureException');
}

function graphqlApi({ api }: ApiResources, runtime: Runtime): JsonObject {
  const { attributes = {} } = describeApi(api, runtime);
  const [authenticationType, ...others] = api.modes;
  return {
    apiId: api.id,
    apiType: 'GRAPHQL',
    arn: api.arn,
    name: api.name,
    authenticationType,
    additionalAuthenticationProviders: others.map((mode) => ({ authenticationType: mode })),
    uris: { GRAPHQL: attributes['GraphQLUrl'], REALTIME: attributes['RealtimeUrl'] },
    dns: { GRAPHQL: attributes['GraphQLDns'], REALTIME: attributes['RealtimeDns'] },
    introspectionConfig: api.introspection ? 'ENABLED' : 'DISABLED',
    queryDepthLimit: api.queryDepthLimit,
    resolverCountLimit: api.resolverCountLimit,
    visibility: 'GLOBAL',
  };
}
