import type { RestRoute } from '../../../runtime/protocols/rest.ts';
import type { AwsCall } from '../../../runtime/service.ts';
import { arnOf } from '../resources/event-source-mappings.ts';
import type { Mapping } from '../sources/mapping.ts';
import type { LambdaState } from '../state.ts';
import { describeMapping } from './describe.ts';
import { invalid, notFound, page } from './page.ts';

const ROOT = '/2015-03-31/event-source-mappings';

/** Event source mappings: read, and turned on and off. */
export function mappingRoutes({ runtime, functions, mappings }: LambdaState): readonly RestRoute[] {
  const describe = (mapping: Mapping) =>
    describeMapping(mapping, functions.find(mapping.functionName).arn, arnOf(runtime, mapping.uuid));

  function find(uuid: string, call: AwsCall, action: string): Mapping {
    const resource = arnOf(runtime, uuid);
    runtime.peers.iam.authorize({ caller: call.caller, action: `lambda:${action}`, resource });
    const mapping = mappings.all().find((each) => each.uuid === uuid);
    if (!mapping) throw notFound('The resource you requested does not exist.');
    return mapping;
  }

  function list(_: unknown, call: AwsCall) {
    runtime.peers.iam.authorize({
      caller: call.caller,
      action: 'lambda:ListEventSourceMappings',
      resource: '*',
    });
    const source = call.query.get('EventSourceArn');
    const name = call.query.get('FunctionName');
    const wanted = name === null ? undefined : functions.find(name).arn;
    const all = mappings
      .all()
      .filter((mapping) => source === null || mapping.sourceArn === source)
      .map(describe)
      .filter(({ FunctionArn }) => wanted === undefined || FunctionArn === wanted);
    const { items, ...marker } = page(all, call.query);
    return { EventSourceMappings: items, ...marker };
  }

  async function update({ uuid = '' }: Readonly<Record<string, string>>, call: AwsCall) {
    find(uuid, call, 'UpdateEventSourceMapping');
    const { Enabled, FunctionName: _, ...others } = parse(await call.body());
    const [other] = Object.keys(others);
    if (other !== undefined)
      throw invalid(`${other} of a mapping is changed by its template on this machine; only Enabled is not.`);
    if (typeof Enabled === 'boolean') {
      mappings.setEnabled(uuid, Enabled);
      await mappings.connect();
    }
    return describe(find(uuid, call, 'UpdateEventSourceMapping'));
  }

  return [
    { method: 'GET', path: ROOT, handle: list },
    {
      method: 'GET',
      path: `${ROOT}/:uuid`,
      handle: ({ uuid = '' }, call) => describe(find(uuid, call, 'GetEventSourceMapping')),
    },
    { method: 'PUT', path: `${ROOT}/:uuid`, handle: update, status: 202 },
  ];
}

function parse(body: Buffer): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(body.toString('utf8') || '{}');
    if (typeof value === 'object' && value !== null && !Array.isArray(value))
      return value as Record<string, unknown>;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw invalid('Could not parse request body into json.');
}
