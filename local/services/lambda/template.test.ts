import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AwsError } from '../../runtime/errors.ts';
import { allowAll, root } from '../../runtime/testing.ts';
import { lambdaForTests, type LambdaForTests } from './testing.ts';

let test: LambdaForTests;
beforeAll(async () => {
  test = await lambdaForTests();
});
afterAll(() => test.stop());

describe('a template', () => {
  it.each<[string, Record<string, unknown>]>([
    ['code in a bucket that is not of the assembly', { Code: { S3Bucket: 'b', S3Key: 'k' } }],
    ['another language', { Runtime: 'python3.13' }],
    ['a handler that is not there', { Handler: 'absent.handler' }],
    ['a handler outside of the code', { Handler: '../index.handler' }],
    ['layers', { Layers: ['arn'] }],
    [
      'an option of Node that a worker cannot follow',
      { Environment: { Variables: { NODE_OPTIONS: '--inspect' } } },
    ],
  ])('is refused for %s', (_name, properties) => {
    expect(() => test.create('refused', properties)).toThrow(/^refused: /);
  });

  it('is refused for a role that Lambda may not assume', async () => {
    const assumeRole = () => {
      throw new AwsError('AccessDenied', 'no', 403);
    };
    const other = await lambdaForTests({ iam: { ...allowAll, assumeRole } });
    expect(() => other.create('echo')).toThrow(
      'echo: The role defined for the function cannot be assumed by Lambda.',
    );
    await other.stop();
  });

  it('gives a function its resource policy by permissions', async () => {
    const asked: unknown[] = [];
    const other = await lambdaForTests({
      iam: { ...allowAll, authorize: (request) => void asked.push(request) },
    });
    const arn = other.create('nothing');
    other.lambda.create({
      logicalId: 'Permission',
      type: 'AWS::Lambda::Permission',
      properties: {
        Action: 'lambda:InvokeFunction',
        FunctionName: arn,
        Principal: 'events.amazonaws.com',
        SourceArn: 'arn:rule',
      },
    });
    await other.lambda.invoke(arn, '{}', 'RequestResponse', root);
    expect(asked).toMatchObject([
      {
        action: 'lambda:InvokeFunction',
        resource: arn,
        resourcePolicy: {
          Statement: [
            {
              Effect: 'Allow',
              Principal: { Service: 'events.amazonaws.com' },
              Action: 'lambda:InvokeFunction',
              Resource: arn,
              Condition: { ArnLike: { 'AWS:SourceArn': 'arn:rule' } },
            },
          ],
        },
      },
    ]);
    await other.stop();
  });
});
