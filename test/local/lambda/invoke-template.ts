import { arn, fn, refs, role } from './template.ts';

/** Functions of all kinds, one for each thing that `Invoke` is tried on. */
export const TEMPLATE = {
  Resources: {
    Role: role(),
    NoLogs: {
      Type: 'AWS::IAM::Role',
      Properties: { AssumeRolePolicyDocument: role().Properties.AssumeRolePolicyDocument },
    },
    Echo: fn(
      `exports.handler = async (event, context) => {
         console.log('hello', event.name);
         return { event, version: context.functionVersion, arn: context.invokedFunctionArn };
       };`,
      { FunctionName: 'my-function', Description: 'Echoes', Environment: { Variables: { STAGE: 'test' } } },
    ),
    Module: fn(`export const handler = async () => import.meta.filename.endsWith('index.js');`),
    Sdk: fn(
      `import { STSClient, GetCallerIdentityCommand } from '@aws-sdk/client-sts';
       export const handler = async () => (await new STSClient().send(new GetCallerIdentityCommand())).Arn;`,
      { Timeout: 20 },
    ),
    Callback: fn(`exports.handler = (event, context, callback) => callback(null, event);`, {
      Runtime: 'nodejs22.x',
    }),
    CallbackOf24: fn(`exports.handler = (event, context, callback) => callback(null, event);`),
    Spins: fn(`exports.handler = async () => { for (;;); };`, { Timeout: 1 }),
    Buffers: fn(
      `exports.handler = async ({ gigabytes }) => {
         const eaten = [];
         for (let i = 0; i < gigabytes * 10; i++) eaten.push(Buffer.alloc(1e8, 1));
         await new Promise((resolve) => setTimeout(resolve, 30_000));
       };`,
      { Timeout: 40, MemorySize: 256 },
    ),
    Leaps: fn(
      `exports.handler = async () => { const all = []; for (;;) all.push(new Array(3e7).fill(1)); };`,
      {
        Timeout: 40,
        MemorySize: 256,
      },
    ),
    One: fn(`exports.handler = ({ ms }) => new Promise((resolve) => setTimeout(resolve, ms));`, {
      ReservedConcurrentExecutions: 1,
      Timeout: 10,
    }),
    Off: fn(`exports.handler = async () => 1;`, { ReservedConcurrentExecutions: 0 }),
    Silent: fn(`exports.handler = async () => console.log('unheard');`, { Role: arn('NoLogs') }),
    Version: { Type: 'AWS::Lambda::Version', Properties: { FunctionName: { Ref: 'Echo' } } },
    Live: {
      Type: 'AWS::Lambda::Alias',
      Properties: {
        FunctionName: { Ref: 'Echo' },
        FunctionVersion: { 'Fn::GetAtt': ['Version', 'Version'] },
        Name: 'live',
      },
    },
    Permission: {
      Type: 'AWS::Lambda::Permission',
      Properties: {
        Action: 'lambda:InvokeFunction',
        FunctionName: { Ref: 'Echo' },
        Principal: 'events.amazonaws.com',
        SourceArn: 'arn:aws:events:us-east-1:000000000000:rule/my-rule',
      },
    },
  },
  Outputs: refs(
    'Module',
    'Sdk',
    'Callback',
    'CallbackOf24',
    'Spins',
    'Buffers',
    'Leaps',
    'One',
    'Off',
    'Silent',
  ),
};
