import { AwsError } from '../../runtime/errors.ts';
import type { Log } from '../../runtime/log.ts';
import { queryProtocol } from '../../runtime/protocols/query.ts';
import { reply } from '../../runtime/protocols/reply.ts';
import { refuse } from '../../runtime/protocols/refusal.ts';
import type { AwsCall } from '../../runtime/service.ts';
import type { Tally } from './tally.ts';

/**
 * What IAM answers on the wire. `GET /_calls` is no operation of AWS, hence the underscore: who was allowed and
 * denied what how often, for the root alone. Calls cost money on AWS; here they can be counted.
 */
export function iamApi(tally: Tally, log: Log): (call: AwsCall) => Promise<void> {
  const query = queryProtocol({
    namespace: 'https://iam.amazonaws.com/doc/2010-05-08/',
    operations: {},
    log,
  });
  return async (call) => {
    if (call.method !== 'GET' || call.path !== '/_calls') return query(call);
    if (call.caller.kind === 'root')
      return reply(call, 200, 'application/json', JSON.stringify({ calls: tally.counts() }));
    const refusal = new AwsError('AccessDenied', 'Only the account itself may see who called what.', 403);
    refuse(call.response, call.requestId, 'iam', refusal, log);
  };
}
