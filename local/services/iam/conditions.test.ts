import { describe, expect, it } from 'vitest';
import type { AccessRequest, PolicyDocument, PolicyStatement, Principal } from '../../runtime/principal.ts';
import { decide } from './evaluate.ts';

const caller: Principal = {
  kind: 'role',
  arn: 'arn:aws:sts::000000000000:assumed-role/worker/one',
  roleArn: 'arn:aws:iam::000000000000:role/worker',
  sessionName: 'one',
  accountId: '000000000000',
};
const surroundings = { now: Date.UTC(2026, 0, 2), region: 'us-east-1', tags: { team: 'a*' } };

const policy = (statement: Partial<PolicyStatement>): PolicyDocument => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: '*', ...statement }],
});
const isAllowed = (
  document: PolicyDocument,
  context: AccessRequest['context'] = {},
  resource = 'arn:aws:s3:::bucket/key',
) =>
  decide({ caller, action: 's3:GetObject', resource, context }, [document], {}, surroundings).outcome ===
  'allowed';

describe('an operator', () => {
  const ten = { 'x:n': '10' };
  it.each<[string, Record<string, unknown>, Record<string, string | readonly string[]>, boolean]>([
    ['StringEquals', { 'x:s': ['a', 'b'] }, { 'x:s': 'b' }, true],
    ['StringEquals', { 'X:S': 'b' }, { 'x:s': 'b' }, true],
    ['StringEquals', { 'x:s': 'B' }, { 'x:s': 'b' }, false],
    ['StringEqualsIgnoreCase', { 'x:s': 'B' }, { 'x:s': 'b' }, true],
    ['StringNotEquals', { 'x:s': ['a', 'b'] }, { 'x:s': 'b' }, false],
    ['StringNotEquals', { 'x:s': 'a' }, {}, true],
    ['StringEquals', { 'x:s': 'a' }, {}, false],
    ['StringEqualsIfExists', { 'x:s': 'a' }, {}, true],
    ['StringLike', { 'x:s': 'a/*/c' }, { 'x:s': 'a/b/c' }, true],
    ['StringNotLike', { 'x:s': 'a*' }, { 'x:s': 'abc' }, false],
    ['ArnLike', { 'x:arn': 'arn:aws:sqs:*:*:q*' }, { 'x:arn': 'arn:aws:sqs:us-east-1:0:q1' }, true],
    ['ArnEquals', { 'x:arn': 'arn:aws:sqs:*:q' }, { 'x:arn': 'arn:aws:sqs:us-east-1:0:q' }, false],
    ['NumericLessThan', { 'x:n': 11 }, ten, true],
    ['NumericLessThan', { 'x:n': '9' }, ten, false],
    ['NumericGreaterThanEquals', { 'x:n': 10 }, ten, true],
    ['NumericEquals', { 'x:n': 10 }, {}, false],
    ['DateLessThan', { 'aws:CurrentTime': '2026-01-03T00:00:00Z' }, {}, true],
    ['DateGreaterThan', { 'aws:EpochTime': '1893456000' }, {}, false],
    ['Bool', { 'aws:SecureTransport': true }, {}, true],
    ['Bool', { 'aws:SecureTransport': 'false' }, {}, false],
    ['BinaryEquals', { 'x:b': 'QmluYXJ5' }, { 'x:b': 'QmluYXJ5' }, true],
    ['IpAddress', { 'aws:SourceIp': '127.0.0.0/8' }, {}, true],
    ['IpAddress', { 'aws:SourceIp': ['10.0.0.0/8', '2001:db8::/32'] }, {}, false],
    ['NotIpAddress', { 'aws:SourceIp': '10.0.0.0/8' }, {}, true],
    ['Null', { 'x:s': 'true' }, {}, true],
    ['Null', { 'x:s': 'false' }, { 'x:s': 'a' }, true],
    ['Null', { 'x:s': 'true' }, { 'x:s': 'a' }, false],
    ['ForAllValues:StringEquals', { 'x:s': ['a', 'b'] }, { 'x:s': ['a'] }, true],
    ['ForAllValues:StringEquals', { 'x:s': ['a'] }, { 'x:s': ['a', 'b'] }, false],
    ['ForAllValues:StringEquals', { 'x:s': 'a' }, {}, true],
    ['ForAnyValue:StringEquals', { 'x:s': ['a'] }, { 'x:s': ['a', 'b'] }, true],
    ['ForAnyValue:StringEquals', { 'x:s': 'a' }, {}, false],
    ['ForAnyValue:StringNotEquals', { 'x:s': 'a' }, {}, false],
  ])('%s %o to %o: %s', (operator, wanted, context, expected) => {
    expect(isAllowed(policy({ Condition: { [operator]: wanted } }), context)).toBe(expected);
  });

  it('needs all of its keys, and all operators', () => {
    const both = { StringEquals: { 'x:a': '1', 'x:b': '2' }, Bool: { 'x:c': 'true' } };
    const all = { 'x:a': '1', 'x:b': '2', 'x:c': 'true' };
    expect(isAllowed(policy({ Condition: both }), all)).toBe(true);
    for (const key of Object.keys(all))
      expect(isAllowed(policy({ Condition: both }), { ...all, [key]: '0' })).toBe(false);
  });
});

describe('a variable', () => {
  const at = (Resource: string, resource: string) => isAllowed(policy({ Resource }), {}, resource);

  it('is the value of the call, in resources and conditions', () => {
    expect(at('arn:aws:s3:::b/${aws:PrincipalAccount}/*', 'arn:aws:s3:::b/000000000000/x')).toBe(true);
    expect(at('arn:aws:s3:::b/${aws:PrincipalAccount}/*', 'arn:aws:s3:::b/1/x')).toBe(false);
    const Condition = { StringEquals: { 'x:owner': '${aws:PrincipalArn}' } };
    expect(isAllowed(policy({ Condition }), { 'x:owner': caller.roleArn })).toBe(true);
    expect(isAllowed(policy({ Condition }), { 'x:owner': 'other' })).toBe(false);
  });

  it('is text, not pattern', () => {
    expect(at('arn:aws:s3:::b/${aws:PrincipalTag/team}/*', 'arn:aws:s3:::b/a*/x')).toBe(true);
    expect(at('arn:aws:s3:::b/${aws:PrincipalTag/team}/*', 'arn:aws:s3:::b/abc/x')).toBe(false);
    expect(at('arn:aws:s3:::b/${*}', 'arn:aws:s3:::b/*')).toBe(true);
    expect(at('arn:aws:s3:::b/${*}', 'arn:aws:s3:::b/x')).toBe(false);
  });

  it('without a value matches nothing, unless it has one for that case', () => {
    expect(at('arn:aws:s3:::b/${aws:username}/*', 'arn:aws:s3:::b//x')).toBe(false);
    expect(at("arn:aws:s3:::b/${aws:username, 'none'}/*", 'arn:aws:s3:::b/none/x')).toBe(true);
  });

  it('is plain text in the older version of the language', () => {
    const old = { ...policy({ Resource: 'arn:aws:s3:::b/${aws:PrincipalAccount}' }), Version: '2008-10-17' };
    expect(isAllowed(old, {}, 'arn:aws:s3:::b/000000000000')).toBe(false);
  });
});

describe('boundary and session policies', () => {
  const yes = policy({});
  const no = policy({ Action: 's3:PutObject' });
  const why = (limits: Parameters<typeof decide>[2], resourcePolicy?: PolicyDocument) => {
    const request = { caller, action: 's3:GetObject', resource: 'arn:aws:s3:::b/k', resourcePolicy };
    return decide(request, [yes], limits, surroundings).why;
  };

  it('bound what identity policies allow', () => {
    expect(why({ boundary: yes, session: [yes] })).toBe('');
    expect(why({ boundary: no })).toContain('no permissions boundary allows');
    expect(why({ session: [no] })).toContain('no session policy allows');
    expect(why({ boundary: policy({ Effect: 'Deny' }) })).toContain(
      'explicit deny in a permissions boundary',
    );
  });

  it('bound what is allowed to the role, and not what is allowed to the session itself', () => {
    expect(why({ session: [no] }, policy({ Principal: { AWS: caller.roleArn } }))).toContain('no session');
    expect(why({ session: [no] }, policy({ Principal: { AWS: caller.arn } }))).toBe('');
  });
});
