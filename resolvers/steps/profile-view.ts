import { displayName } from '../../model/display-name.ts';
import type { ProfileRow } from '../../model/profile-row.ts';
import { malformedProfile } from '../../model/well-formed.ts';

/** What others see of a person. */
export interface ProfileView {
  readonly id: string;
  readonly displayName: string;
  readonly createdAt: string | null;
}

/**
 * What others see of a person. They have a neutral name while there is no row (users made by an administrator skip the
 * trigger that writes it), or one that is broken.
 *
 * @param given other names of theirs, should the row have none
 */
export function profileView(
  id: string,
  row: ProfileRow | null | undefined,
  given: (string | null | undefined)[] = [],
): ProfileView {
  const faults = row ? malformedProfile(row as unknown as Record<string, unknown>) : [];
  if (faults.length > 0) console.error(`The profile ${id} is malformed: ${faults.join(', ')}`);
  return row && faults.length === 0
    ? { id, displayName: row.displayName, createdAt: row.createdAt }
    : { id, displayName: displayName(id, given), createdAt: null };
}
