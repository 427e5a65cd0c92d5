import * as sdk from '@aws-sdk/client-iam';
import { GetParameterCommand, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startLocal, type LocalAws } from '../../support/local.ts';
import { newPlace, removePlace } from '../../support/stack.ts';

const statement = (Action: string | string[], Resource: string | string[], more: object = {}) => ({
  Effect: 'Allow',
  Action,
  Resource,
  ...more,
});
const policy = (...Statement: object[]) => ({ Version: '2012-10-17', Statement });
const parameter = (name: string) => `arn:aws:ssm:us-east-1:000000000000:parameter/${name}`;

const template = {
  Resources: {
    Boundary: {
      Type: 'AWS::IAM::ManagedPolicy',
      Properties: {
        ManagedPolicyName: 'boundary',
        PolicyDocument: policy(statement('ssm:GetParameter', '*')),
      },
    },
    Reader: {
      Type: 'AWS::IAM::Role',
      Properties: {
        RoleName: 'reader',
        Description: 'Reads.',
        Tags: [{ Key: 'team', Value: 'red' }],
        PermissionsBoundary: { Ref: 'Boundary' },
        ManagedPolicyArns: ['arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole'],
        AssumeRolePolicyDocument: {
          Version: '2012-10-17',
          Statement: [
            { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'lambda.amazonaws.com' } },
          ],
        },
        Policies: [
          {
            PolicyName: 'inline',
            PolicyDocument: policy(statement('ssm:*Parameter', parameter('${aws:PrincipalTag/team}/*')), {
              Effect: 'Deny',
              Action: 'ssm:*',
              Resource: parameter('red/secret'),
            }),
          },
        ],
      },
    },
  },
};

const place = await newPlace();
let local: LocalAws;
let iam: sdk.IAMClient;
const start = async () => {
  local = await startLocal({ template, place, flags: ['--explain-denials'] });
  iam = new sdk.IAMClient({ ...local.client, maxAttempts: 1 });
};
beforeAll(start);
afterAll(async () => {
  await local?.stop();
  await removePlace(place);
});

const RoleArn = 'arn:aws:iam::000000000000:role/reader';
/** Parameter Store as a session of the role sees it. */
async function asReader(Policy?: object): Promise<SSMClient> {
  const { Credentials } = await new STSClient(local.client).send(
    new AssumeRoleCommand({
      ...{ RoleArn, RoleSessionName: 'test' },
      ...(Policy && { Policy: JSON.stringify(Policy) }),
    }),
  );
  return new SSMClient({
    ...local.client,
    maxAttempts: 1,
    credentials: {
      accessKeyId: Credentials!.AccessKeyId!,
      secretAccessKey: Credentials!.SecretAccessKey!,
      sessionToken: Credentials!.SessionToken!,
    },
  });
}
const read = (client: SSMClient, Name: string) => client.send(new GetParameterCommand({ Name }));

describe('a role may do', () => {
  beforeAll(async () => {
    const root = new SSMClient(local.client);
    for (const Name of ['/red/a', '/blue/a', '/red/secret'])
      await root.send(new PutParameterCommand({ Name, Value: 'x', Type: 'String' }));
  });

  it('what its policies and their variables allow, within its boundary and its session', async () => {
    const reader = await asReader();
    await read(reader, '/red/a');
    const who = 'User: arn:aws:sts::000000000000:assumed-role/reader/test is not authorized to perform:';
    await expect(read(reader, '/blue/a')).rejects.toMatchObject({
      name: 'AccessDeniedException',
      message: `${who} ssm:GetParameter on resource: ${parameter('blue/a')} because no identity-based policy allows the ssm:GetParameter action`,
    });
    await expect(read(reader, '/red/secret')).rejects.toThrow(
      'with an explicit deny in an identity-based policy',
    );
    const write = reader.send(new PutParameterCommand({ Name: '/red/a', Value: 'y', Overwrite: true }));
    await expect(write).rejects.toThrow('because no permissions boundary allows the ssm:PutParameter action');
    const narrow = await asReader(policy(statement('ssm:GetParameter', parameter('red/b'))));
    await expect(read(narrow, '/red/a')).rejects.toThrow('because no session policy allows');
  });

  it('and what it lacks is printed once, as the statement that would allow it', async () => {
    const reader = await asReader();
    for (const _again of [1, 2]) await expect(read(reader, '/green/a')).rejects.toThrow();
    const told = local
      .log()
      .split('was denied ssm:GetParameter on arn:aws:ssm:us-east-1:000000000000:parameter/green/a');
    expect(told).toHaveLength(2);
    expect(told[1]).toContain('add to a policy of the role reader');
    expect(JSON.parse(/\{[^]*?\n\}/.exec(told[1]!)![0])).toEqual(
      statement('ssm:GetParameter', parameter('green/a')),
    );
  });

  it('what SimulatePrincipalPolicy says', async () => {
    const { EvaluationResults } = await iam.send(
      new sdk.SimulatePrincipalPolicyCommand({
        PolicySourceArn: RoleArn,
        ActionNames: ['ssm:GetParameter'],
        ResourceArns: [parameter('red/a'), parameter('blue/a'), parameter('red/secret')],
      }),
    );
    expect(EvaluationResults?.map(({ EvalDecision }) => EvalDecision)).toEqual([
      'allowed',
      'implicitDeny',
      'explicitDeny',
    ]);
    expect(EvaluationResults?.[0]?.MatchedStatements?.[0]?.SourcePolicyId).toBe('role_reader_inline');
  });
});

describe('the API', () => {
  it('tells what the template made', async () => {
    const { Role } = await iam.send(new sdk.GetRoleCommand({ RoleName: 'reader' }));
    expect(Role).toMatchObject({
      ...{ RoleName: 'reader', Arn: RoleArn, Description: 'Reads.', MaxSessionDuration: 3600 },
      Tags: [{ Key: 'team', Value: 'red' }],
      PermissionsBoundary: { PermissionsBoundaryArn: 'arn:aws:iam::000000000000:policy/boundary' },
    });
    expect(JSON.parse(decodeURIComponent(Role!.AssumeRolePolicyDocument!))).toHaveProperty('Statement');
    const { Roles } = await iam.send(new sdk.ListRolesCommand({}));
    expect(Roles?.map(({ RoleName }) => RoleName)).toEqual(['reader']);
    const { PolicyNames } = await iam.send(new sdk.ListRolePoliciesCommand({ RoleName: 'reader' }));
    expect(PolicyNames).toEqual(['inline']);
    const { AttachedPolicies } = await iam.send(
      new sdk.ListAttachedRolePoliciesCommand({ RoleName: 'reader' }),
    );
    expect(AttachedPolicies?.[0]?.PolicyName).toBe('AWSLambdaBasicExecutionRole');
    const PolicyArn = 'arn:aws:iam::000000000000:policy/boundary';
    const { Policy } = await iam.send(new sdk.GetPolicyCommand({ PolicyArn }));
    expect(Policy).toMatchObject({ DefaultVersionId: 'v1', PermissionsBoundaryUsageCount: 1 });
    const { PolicyVersion } = await iam.send(new sdk.GetPolicyVersionCommand({ PolicyArn, VersionId: 'v1' }));
    expect(decodeURIComponent(PolicyVersion!.Document!)).toContain('ssm:GetParameter');
  });

  it('changes a role’s policy, which survives a kill', async () => {
    const place = { RoleName: 'reader', PolicyName: 'inline' };
    const document = policy(statement('ssm:GetParameter', parameter('blue/*')));
    await iam.send(new sdk.PutRolePolicyCommand({ ...place, PolicyDocument: JSON.stringify(document) }));
    await local.kill();
    await start();
    const reader = await asReader();
    await read(reader, '/blue/a');
    await expect(read(reader, '/red/a')).rejects.toThrow('not authorized');
    await iam.send(new sdk.DeleteRolePolicyCommand(place));
    await expect(iam.send(new sdk.GetRolePolicyCommand(place))).rejects.toBeInstanceOf(
      sdk.NoSuchEntityException,
    );
  });
});

describe('bad input', () => {
  const put = (document: unknown) =>
    iam.send(
      new sdk.PutRolePolicyCommand({
        ...{ RoleName: 'reader', PolicyName: 'x' },
        PolicyDocument: typeof document === 'string' ? document : JSON.stringify(document),
      }),
    );
  it.each([
    ['Syntax errors in policy.', '{'],
    ['Missing required field Effect', policy({ Action: 's3:*', Resource: '*' })],
    ['Policy statement must contain actions.', policy({ Effect: 'Allow', Resource: '*' })],
    ['Policy statement must contain resources.', policy({ Effect: 'Allow', Action: 's3:*' })],
    ['must be in ARN format', policy(statement('s3:*', 'bucket'))],
    ['must be prefaced by a vendor', policy(statement('GetObject', '*'))],
    ['Invalid Condition type', policy(statement('s3:*', '*', { Condition: { Equals: { 'aws:x': 'y' } } }))],
    ['should not specify a principal', policy(statement('s3:*', '*', { Principal: '*' }))],
    ['Unknown element: Actions', policy({ Effect: 'Allow', Actions: 's3:*', Resource: '*' })],
  ])('%s', async (message, document) => {
    const error: unknown = await put(document).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(sdk.MalformedPolicyDocumentException);
    expect((error as Error).message).toContain(message);
  });

  it.each([
    ['NoSuchEntityException', new sdk.GetRoleCommand({ RoleName: 'nobody' })],
    ['ValidationError', new sdk.GetRoleCommand({ RoleName: 'a b' })],
    ['InvalidAction', new sdk.CreateUserCommand({ UserName: 'x' })],
  ])('gets %s', async (name, command) => {
    await expect(iam.send(command as sdk.GetRoleCommand)).rejects.toMatchObject({ name });
  });

  it.each([
    ['AWS::IAM::User', {}],
    ['AWS::IAM::Role', { AssumeRolePolicyDocument: policy({ Effect: 'Allow' }) }],
    ['AWS::IAM::Policy', { PolicyName: 'x', PolicyDocument: policy(), Roles: [] }],
  ])('a template with %s that cannot be is refused by its name', async (Type, Properties) => {
    await expect(startLocal({ template: { Resources: { Wrong: { Type, Properties } } } })).rejects.toThrow(
      'Wrong',
    );
  });
});
