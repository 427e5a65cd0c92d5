import type { PolicyStatement, Principal } from '../../runtime/principal.ts';
import { asList } from './match.ts';

/** Whether a resource policy's statement speaks of this caller. */
export function isAbout(statement: PolicyStatement, caller: Principal): boolean {
  if (statement.NotPrincipal !== undefined) return !isNamed(statement.NotPrincipal, caller);
  return statement.Principal !== undefined && isNamed(statement.Principal, caller);
}

function isNamed(principal: NonNullable<PolicyStatement['Principal']>, caller: Principal): boolean {
  if (isEverybody(principal)) return true;
  if (caller.kind === 'service') return asList(named(principal, 'Service')).includes(caller.service);
  if (caller.kind === 'anonymous') return false;
  const names = [caller.accountId, accountArn(caller.accountId), caller.arn];
  if (caller.kind === 'role') names.push(caller.roleArn);
  return asList(named(principal, 'AWS')).some((name) => names.includes(name));
}

/**
 * How directly a statement speaks of a caller: to his session, to his role, or only to his account. What is allowed
 * to an account is allowed to nobody in it before an identity policy says so too; what is allowed to a role
 * is bounded by the session's policies; what is allowed to the session, or to everybody, is not.
 */
export function reach({ Principal: principal }: PolicyStatement, caller: Principal): Reach {
  if (caller.kind !== 'role' || principal === undefined || isEverybody(principal)) return 'session';
  const names = asList(named(principal, 'AWS'));
  if (names.includes(caller.arn)) return 'session';
  return names.includes(caller.roleArn) ? 'role' : 'account';
}

export type Reach = 'session' | 'role' | 'account';

type Named = Exclude<NonNullable<PolicyStatement['Principal']>, '*'>;

const isEverybody = (principal: NonNullable<PolicyStatement['Principal']>): principal is '*' =>
  principal === '*' || asList(principal['AWS']).includes('*');

const named = (principal: NonNullable<PolicyStatement['Principal']>, kind: 'AWS' | 'Service') =>
  (principal as Named)[kind];

const accountArn = (accountId: string) => `arn:aws:iam::${accountId}:root`;
