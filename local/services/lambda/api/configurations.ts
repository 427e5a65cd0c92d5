import type { RestRoute } from '../../../runtime/protocols/rest.ts';
import type { AwsCall } from '../../../runtime/service.ts';
import { authorizeFunction, type Target } from '../function.ts';
import type { LambdaState } from '../state.ts';
import { notFound } from './page.ts';

/** What stands beside a function: its concurrency, its URL, how its events are retried. */
export function configurationRoutes({ runtime, functions, events, urls }: LambdaState): readonly RestRoute[] {
  const get = (path: string, action: string, answer: (target: Target) => unknown): RestRoute => ({
    method: 'GET',
    path,
    handle({ name = '' }, call: AwsCall) {
      const target = functions.find(name, call.query.get('Qualifier'));
      authorizeFunction(runtime, target, action, call.caller);
      return answer(target);
    },
  });

  const urlsOf = ({ arn }: Target) =>
    urls.of(arn).map(({ url, authType, cors, functionArn }) => ({
      FunctionUrl: url,
      FunctionArn: functionArn,
      AuthType: authType,
      ...(cors && { Cors: cors }),
      InvokeMode: 'BUFFERED',
      // When it was made is not kept; the members are required.
      CreationTime: new Date(0).toISOString(),
      LastModifiedTime: new Date(0).toISOString(),
    }));

  return [
    get('/2019-09-30/functions/:name/concurrency', 'GetFunctionConcurrency', ({ fn }) => ({
      ...(fn.concurrency.reserved !== undefined && {
        ReservedConcurrentExecutions: fn.concurrency.reserved,
      }),
    })),
    get('/2021-10-31/functions/:name/url', 'GetFunctionUrlConfig', (target) => {
      const [url] = urlsOf(target);
      if (!url) throw notFound('The resource you requested does not exist.');
      return url;
    }),
    get('/2021-10-31/functions/:name/urls', 'ListFunctionUrlConfigs', (target) => ({
      FunctionUrlConfigs: urlsOf(target),
    })),
    get('/2019-09-25/functions/:name/event-invoke-config', 'GetFunctionEventInvokeConfig', (target) => {
      const config = events.configOf(target.fn.name, target.qualifier);
      const arn = `${target.fn.arn}:${target.qualifier ?? '$LATEST'}`;
      if (!config) throw notFound(`The function ${arn} doesn't have an EventInvokeConfig`);
      return {
        FunctionArn: arn,
        LastModified: 0,
        MaximumRetryAttempts: config.maximumRetries,
        MaximumEventAgeInSeconds: config.maximumAgeMs / 1000,
        DestinationConfig: {
          OnSuccess: { ...(config.onSuccess && { Destination: config.onSuccess }) },
          OnFailure: { ...(config.onFailure && { Destination: config.onFailure }) },
        },
      };
    }),
  ];
}
