import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { startLocal } from '../test/support/local.ts';
import { percentile, type Figure } from './report.ts';

const WARM_UP = 200;
const ROUNDS = 20;
const CALLS = 50;

const TEMPLATE = {
  Resources: {
    Role: {
      Type: 'AWS::IAM::Role',
      Properties: {
        AssumeRolePolicyDocument: {
          Version: '2012-10-17',
          Statement: [
            { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' },
          ],
        },
        ManagedPolicyArns: ['arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole'],
      },
    },
    Echo: {
      Type: 'AWS::Lambda::Function',
      Properties: {
        Runtime: 'nodejs24.x',
        Handler: 'index.handler',
        Role: { 'Fn::GetAtt': ['Role', 'Arn'] },
        Code: { ZipFile: 'exports.handler = async (event) => event;' },
      },
    },
  },
  Outputs: { Echo: { Value: { Ref: 'Echo' } } },
};

/**
 * What a warm call of a function costs beyond a call that does nothing: `Invoke` of a function that returns its
 * event, less `GetCallerIdentity`, both signed, over the wire, through the same SDK in the same process. The two
 * take turns, so that a busy machine slows both. The figure is the difference of their medians.
 */
export async function benchLambda(): Promise<Figure> {
  const local = await startLocal({ template: TEMPLATE });
  const lambda = new LambdaClient(local.client);
  const sts = new STSClient(local.client);
  const Payload = Buffer.from('{"name":"Ann"}');
  const invoke = () => lambda.send(new InvokeCommand({ FunctionName: local.outputs['Echo']!, Payload }));
  const nothing = () => sts.send(new GetCallerIdentityCommand({}));
  try {
    const calls: number[] = [];
    const baseline: number[] = [];
    await timed(nothing, WARM_UP);
    await timed(invoke, WARM_UP);
    for (let round = 0; round < ROUNDS; round += 1) {
      baseline.push(...(await timed(nothing, CALLS)));
      calls.push(...(await timed(invoke, CALLS)));
    }
    const bare = percentile(baseline, 0.5);
    return {
      name: `warm Lambda call beyond a signed call that does nothing, median of ${ROUNDS * CALLS}`,
      value: percentile(calls, 0.5) - bare,
      unit: 'ms',
      baseline: { name: 'GetCallerIdentity', value: bare },
      budget: { of: 'value', most: 1 },
    };
  } finally {
    lambda.destroy();
    sts.destroy();
    await local.stop();
  }
}

/** How long each of so many calls took, one after another, in milliseconds. */
async function timed(call: () => Promise<unknown>, times: number): Promise<readonly number[]> {
  const samples: number[] = [];
  for (let index = 0; index < times; index += 1) {
    const began = performance.now();
    await call();
    samples.push(performance.now() - began);
  }
  return samples;
}
