import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AccessRequest, PolicyDocument, PolicyStatement, Principal } from '../../runtime/principal.ts';
import { evaluate } from './evaluate.ts';
import { matchesArn, matchesPattern } from './match.ts';

const role: Principal = {
  kind: 'role',
  arn: 'arn:aws:sts::000000000000:assumed-role/worker/one',
  roleArn: 'arn:aws:iam::000000000000:role/worker',
  sessionName: 'one',
  accountId: '000000000000',
};
const s3: Principal = {
  kind: 'service',
  service: 's3.amazonaws.com',
  sourceArn: 'arn:aws:s3:::b',
  sourceAccount: '000000000000',
};
const object = 'arn:aws:s3:::bucket/a/b';

const policy = (...statements: PolicyStatement[]): PolicyDocument => ({
  Version: '2012-10-17',
  Statement: statements,
});
const allow: PolicyStatement = { Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::bucket/*' };
const request = (more: Partial<AccessRequest> = {}): AccessRequest => ({
  caller: role,
  action: 's3:GetObject',
  resource: object,
  ...more,
});

describe('an identity policy', () => {
  it('allows what it names', () => {
    expect(() => evaluate(request(), [policy(allow)])).not.toThrow();
  });

  it('refuses what nobody allowed, in AWS words', () => {
    expect(() => evaluate(request({ action: 's3:PutObject' }), [policy(allow)])).toThrow(
      'User: arn:aws:sts::000000000000:assumed-role/worker/one is not authorized to perform: s3:PutObject on resource: ' +
        'arn:aws:s3:::bucket/a/b because no identity-based policy allows the s3:PutObject action',
    );
  });

  it('is overruled by an explicit deny', () => {
    const deny: PolicyStatement = { Effect: 'Deny', Action: 's3:*', Resource: '*' };
    expect(() => evaluate(request(), [policy(allow, deny)])).toThrow(
      'with an explicit deny in an identity-based policy',
    );
  });

  it('covers all but what NotAction names', () => {
    const but: PolicyStatement = { Effect: 'Allow', NotAction: 's3:Delete*', Resource: '*' };
    expect(() => evaluate(request(), [policy(but)])).not.toThrow();
    expect(() => evaluate(request({ action: 's3:DeleteObject' }), [policy(but)])).toThrow(
      'is not authorized',
    );
  });

  it('holds only under its conditions', () => {
    const pass: PolicyStatement = {
      Effect: 'Allow',
      Action: 'iam:PassRole',
      Resource: '*',
      Condition: { StringEquals: { 'iam:PassedToService': 'mediaconvert.amazonaws.com' } },
    };
    const ask = (to: string) => request({ action: 'iam:PassRole', context: { 'iam:PassedToService': to } });
    expect(() => evaluate(ask('mediaconvert.amazonaws.com'), [policy(pass)])).not.toThrow();
    expect(() => evaluate(ask('ec2.amazonaws.com'), [policy(pass)])).toThrow('is not authorized');
  });
});

describe('a resource policy', () => {
  const queue = 'arn:aws:sqs:us-east-1:000000000000:q';
  const send: PolicyStatement = {
    Effect: 'Allow',
    Principal: { Service: 's3.amazonaws.com' },
    Action: 'sqs:SendMessage',
    Resource: queue,
    Condition: { StringEquals: { 'aws:SourceAccount': '000000000000' } },
  };
  const ask = (caller: Principal) => ({
    caller,
    action: 'sqs:SendMessage',
    resource: queue,
    resourcePolicy: policy(send),
  });

  it('lets a service in for the account that it names', () => {
    expect(() => evaluate(ask(s3), [])).not.toThrow();
    expect(() => evaluate(ask({ ...s3, sourceAccount: '111111111111' } as Principal), [])).toThrow(
      'no resource-based policy',
    );
    expect(() => evaluate(ask({ ...s3, service: 'events.amazonaws.com' } as Principal), [])).toThrow(
      'no resource-based policy',
    );
  });

  it('shuts out everybody else', () => {
    expect(() => evaluate(ask({ kind: 'anonymous' }), [])).toThrow('User: anonymous is not authorized');
  });

  it('that names the account leaves it to identity policies to allow, but denies by itself', () => {
    const account = { AWS: 'arn:aws:iam::000000000000:root' };
    const opened = { resourcePolicy: policy({ ...allow, Principal: account }) };
    expect(() => evaluate(request(opened), [])).toThrow('no identity-based policy');
    expect(() => evaluate(request(opened), [policy(allow)])).not.toThrow();
    const shut = { resourcePolicy: policy({ ...allow, Effect: 'Deny', Principal: account }) };
    expect(() => evaluate(request(shut), [policy(allow)])).toThrow('explicit deny in a resource-based');
  });

  it('that names the role is enough', () => {
    const named = policy({ ...allow, Principal: { AWS: 'arn:aws:iam::000000000000:role/worker' } });
    expect(() => evaluate(request({ resourcePolicy: named }), [])).not.toThrow();
  });

  it('denies the root too', () => {
    const root: Principal = {
      kind: 'root',
      arn: 'arn:aws:iam::000000000000:root',
      accountId: '000000000000',
    };
    const deny = policy({ Effect: 'Deny', Principal: '*', Action: 's3:*', Resource: '*' });
    expect(() => evaluate(request({ caller: root }), [])).not.toThrow();
    expect(() => evaluate(request({ caller: root, resourcePolicy: deny }), [])).toThrow(
      'explicit deny in a resource-based',
    );
  });

  it('whose deny asks for a plain connection never fires', () => {
    const tlsOnly = policy(
      allow && {
        ...allow,
        Effect: 'Deny',
        Principal: '*',
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      },
    );
    expect(() => evaluate(request({ resourcePolicy: tlsOnly }), [policy(allow)])).not.toThrow();
  });
});

describe('patterns', () => {
  it('match what a regular expression of the same meaning matches', () => {
    const letters = fc.string({ unit: fc.constantFrom('a', 'b', '*', '?', '.', '/'), maxLength: 12 });
    fc.assert(
      fc.property(letters, letters, (pattern, value) => {
        const escaped = pattern
          .replace(/[.*+?^${}()|[\]\\/]/g, '\\$&')
          .replace(/\\\*/g, '[^]*')
          .replace(/\\\?/g, '[^]');
        expect(matchesPattern(pattern, value)).toBe(new RegExp(`^${escaped}$`).test(value));
      }),
    );
  });

  it('do not cross the parts of an ARN', () => {
    expect(matchesArn('arn:aws:sqs:*:q', 'arn:aws:sqs:us-east-1:000000000000:q')).toBe(false);
    expect(
      matchesArn(
        'arn:aws:logs:*:*:log-group:/x:*',
        'arn:aws:logs:us-east-1:000000000000:log-group:/x:stream',
      ),
    ).toBe(true);
  });
});
