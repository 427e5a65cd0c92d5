import { isMember } from '../../model/membership.ts';
import type { VideoRow } from '../../model/video-row.ts';
import { mayWatch } from '../../model/visibility.ts';
import { readMembership, type AccountsTable } from '../shared/payments/accounts.ts';

/**
 * Whether a grant's viewer may watch the video as things are now: it may have become premium, or their membership have
 * been revoked, since the grant was made. `now` in epoch milliseconds.
 *
 * @param viewer undefined for a grant that says nobody
 */
export async function isAdmitted(
  accounts: AccountsTable,
  row: VideoRow,
  viewer: string | undefined,
  now: number,
): Promise<boolean> {
  if (mayWatch(row, viewer, false)) return true;
  if (viewer === undefined) return false;
  return isMember(await readMembership(accounts, viewer), new Date(now).toISOString());
}
