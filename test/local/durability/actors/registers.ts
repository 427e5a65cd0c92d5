import { DescribeRuleCommand, EventBridgeClient, PutRuleCommand } from '@aws-sdk/client-eventbridge';
import { GetRolePolicyCommand, IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import {
  GetSecretValueCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { GetParameterCommand, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { once, type Actor, type Connection } from '../actor.ts';

/** One value that is written again and again: afterwards it is the last acknowledged one, or one that was tried later. */
function register(
  name: string,
  connect: (aws: Connection) => {
    write(value: string): Promise<unknown>;
    read(): Promise<string | undefined>;
  },
): Actor {
  let store: ReturnType<typeof connect>;
  let tried = 0;
  let written = 0;
  return {
    name,
    connect: (aws) => void (store = connect(aws)),
    async act() {
      const value = (tried += 1);
      await store.write(String(value));
      written = value;
    },
    async verify() {
      const value = Number(await store.read());
      if (!(value >= written && value <= tried))
        throw new Error(`is ${value}, acknowledged was ${written} of ${tried}`);
    },
    acknowledged: () => written,
  };
}

export const secretActor = (): Actor =>
  register('Secrets Manager', (aws) => {
    const client = new SecretsManagerClient(once(aws));
    return {
      write: (SecretString) => client.send(new PutSecretValueCommand({ SecretId: 'durable', SecretString })),
      read: async () => (await client.send(new GetSecretValueCommand({ SecretId: 'durable' }))).SecretString,
    };
  });

export const parameterActor = (): Actor =>
  register('SSM', (aws) => {
    const client = new SSMClient(once(aws));
    return {
      write: (Value) =>
        client.send(
          new PutParameterCommand({ Name: '/durable/value', Type: 'String', Overwrite: true, Value }),
        ),
      read: async () =>
        (await client.send(new GetParameterCommand({ Name: '/durable/value' }))).Parameter?.Value,
    };
  });

/** A policy that is put beside the template, on a role of it. */
export const policyActor = (): Actor =>
  register('IAM', (aws) => {
    const client = new IAMClient(once(aws));
    const place = { RoleName: aws.outputs['JobRoleArn']!.split('/').pop()!, PolicyName: 'durable' };
    return {
      write: (Sid) => {
        const Statement = [{ Sid, Effect: 'Deny', Action: 's3:DeleteBucket', Resource: '*' }];
        const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement });
        return client.send(new PutRolePolicyCommand({ ...place, PolicyDocument }));
      },
      async read() {
        const { PolicyDocument } = await client.send(new GetRolePolicyCommand(place));
        const { Statement } = JSON.parse(decodeURIComponent(PolicyDocument!)) as {
          Statement: { Sid: string }[];
        };
        return Statement[0]?.Sid;
      },
    };
  });

export const ruleActor = (): Actor =>
  register('EventBridge rules', (aws) => {
    const client = new EventBridgeClient(once(aws));
    const rule = { Name: 'durable', EventPattern: '{"source":["nobody"]}' };
    return {
      write: (Description) => client.send(new PutRuleCommand({ ...rule, Description })),
      read: async () => (await client.send(new DescribeRuleCommand({ Name: rule.Name }))).Description,
    };
  });
