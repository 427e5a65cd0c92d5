import { util } from '@aws-appsync/utils';
import { isMember, MEMBERSHIP, type MembershipRow } from '../../model/membership.ts';
import { malformedMembership } from '../../model/well-formed.ts';

export const membershipKey = (userId: string) => ({ userId, record: MEMBERSHIP });

/** A membership as it was read; a malformed one counts for nothing, and is told of in the log. */
export function soundMembership(row: MembershipRow | null | undefined): MembershipRow | null {
  if (!row) return null;
  const faults = malformedMembership(row as unknown as Record<string, unknown>);
  if (faults.length === 0) return row;
  console.error(`The membership of ${row.userId} is malformed: ${faults.join(', ')}`);
  return null;
}

/** Whether somebody is a member at this moment. */
export const isMemberNow = (row: MembershipRow | null | undefined): boolean =>
  isMember(soundMembership(row), util.time.nowISO8601());
