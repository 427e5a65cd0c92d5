import { displayName } from '../../model/display-name.ts';
import { PROFILE, type ProfileRow } from '../../model/profile-row.ts';
import { userId } from './ids.ts';
import { createRandom } from './random.ts';
import { personName } from './texts.ts';
import { FIRST_VIDEO, YEAR } from './times.ts';

/** The profile of the person of this number; it depends on nothing else, so a larger run only adds to a smaller one. */
export function profileRow(seed: string, index: number): ProfileRow {
  const random = createRandom(seed, 'person', index);
  const id = userId(seed, index);
  return {
    userId: id,
    record: PROFILE,
    displayName: displayName(id, [personName(random)]),
    // They were there before the first video.
    createdAt: new Date(FIRST_VIDEO - Math.floor(random.fraction() * YEAR)).toISOString(),
  };
}
