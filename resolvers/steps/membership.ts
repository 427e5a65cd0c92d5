import { util } from '@aws-appsync/utils';
import { isMember, MEMBERSHIP, type MembershipRow } from '../../model/membership.ts';

export const membershipKey = (userId: string) => ({ userId, record: MEMBERSHIP });

/** Whether somebody is a member at this moment. */
export const isMemberNow = (row: MembershipRow | null | undefined): boolean =>
  isMember(row, util.time.nowISO8601());
