import type { RestRoute } from '../../../runtime/protocols/rest.ts';
import type { AwsCall } from '../../../runtime/service.ts';
import { authorizeFunction, policyOf, type Target } from '../function.ts';
import type { LambdaState } from '../state.ts';
import { aliasOf, configurationOf } from './describe.ts';
import { notFound, page } from './page.ts';

const ROOT = '/2015-03-31/functions';

/** Functions, their versions and aliases. */
export function functionRoutes({ runtime, functions }: LambdaState): readonly RestRoute[] {
  const get = (
    path: string,
    action: string,
    answer: (target: Target, call: AwsCall) => unknown,
  ): RestRoute => ({
    method: 'GET',
    path: `${ROOT}/:name${path}`,
    handle({ name = '' }, call) {
      const target = functions.find(name, call.query.get('Qualifier'));
      authorizeFunction(runtime, target, action, call.caller);
      return answer(target, call);
    },
  });

  return [
    {
      method: 'GET',
      path: ROOT,
      handle(_, call) {
        runtime.peers.iam.authorize({ caller: call.caller, action: 'lambda:ListFunctions', resource: '*' });
        const all = functions
          .all()
          .flatMap((fn) =>
            call.query.get('FunctionVersion') === 'ALL' ? [fn.latest, ...fn.versions.values()] : [fn.latest],
          );
        const { items, ...marker } = page(all, call.query);
        return { Functions: items.map(configurationOf), ...marker };
      },
    },
    get('', 'GetFunction', ({ fn, version }) => ({
      Configuration: configurationOf(version),
      Code: { RepositoryType: 'S3', Location: `file://${version.definition.code.path}` },
      ...(fn.concurrency.reserved !== undefined && {
        Concurrency: { ReservedConcurrentExecutions: fn.concurrency.reserved },
      }),
    })),
    get('/configuration', 'GetFunctionConfiguration', ({ version }) => configurationOf(version)),
    get('/policy', 'GetPolicy', ({ fn, arn }) => {
      const policy = policyOf(fn, arn);
      if (!policy) throw notFound('The resource you requested does not exist.');
      return { Policy: JSON.stringify(policy), RevisionId: runtime.idFor(fn.name, 32) };
    }),
    get('/versions', 'ListVersionsByFunction', ({ fn }, call) => {
      const { items, ...marker } = page([fn.latest, ...fn.versions.values()], call.query);
      return { Versions: items.map(configurationOf), ...marker };
    }),
    get('/aliases', 'ListAliases', ({ fn }, call) => {
      const { items, ...marker } = page([...fn.aliases], call.query);
      return { Aliases: items.map(([name, version]) => aliasOf(fn.arn, name, version)), ...marker };
    }),
    {
      method: 'GET',
      path: `${ROOT}/:name/aliases/:alias`,
      handle({ name = '', alias = '' }, call) {
        const target = functions.find(name);
        authorizeFunction(runtime, target, 'GetAlias', call.caller);
        const version = target.fn.aliases.get(alias);
        if (version === undefined) throw notFound(`Cannot find alias arn: ${target.fn.arn}:${alias}`);
        return aliasOf(target.fn.arn, alias, version);
      },
    },
  ];
}
