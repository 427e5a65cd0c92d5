/** Parts of the templates that the Lambda suites boot. */

export const arn = (logicalId: string) => ({ 'Fn::GetAtt': [logicalId, 'Arn'] });

export const role = (statements: readonly object[] = []) => ({
  Type: 'AWS::IAM::Role',
  Properties: {
    AssumeRolePolicyDocument: {
      Version: '2012-10-17',
      Statement: [
        { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' },
      ],
    },
    ManagedPolicyArns: ['arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole'],
    ...(statements.length > 0 && {
      Policies: [{ PolicyName: 'own', PolicyDocument: { Version: '2012-10-17', Statement: statements } }],
    }),
  },
});

export const allow = (Action: string | readonly string[], Resource: unknown) => ({
  Effect: 'Allow',
  Action,
  Resource,
});

/** A function of inline code, under the role `Role` unless told otherwise. */
export const fn = (code: string, properties: Readonly<Record<string, unknown>> = {}) => ({
  Type: 'AWS::Lambda::Function',
  Properties: {
    Runtime: 'nodejs24.x',
    Handler: 'index.handler',
    Role: arn('Role'),
    Code: { ZipFile: code },
    ...properties,
  },
});

export const queue = (properties: Readonly<Record<string, unknown>> = {}) => ({
  Type: 'AWS::SQS::Queue',
  Properties: properties,
});

/** Outputs of the physical ids of resources, by their logical ids. */
export const refs = (...logicalIds: readonly string[]) =>
  Object.fromEntries(logicalIds.map((logicalId) => [logicalId, { Value: { Ref: logicalId } }]));
