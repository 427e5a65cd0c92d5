import { isDeepStrictEqual } from 'node:util';
import { encoderArguments } from './encoders.ts';
import type { GroupPlan, Plan, Rendition } from './plan.ts';

interface Member {
  readonly rendition: Rendition;
  readonly group: GroupPlan;
}

/** All that decides how a picture looks encoded, where it is encoded at all. */
function encodingOf({ rendition: { video }, group }: Member) {
  if (!video?.encoder) return undefined;
  const { encoder, ...picture } = video;
  return { picture, encoder: encoderArguments(encoder, video, group.segments) };
}

/**
 * MP4 files whose picture a segmented output of the same job has in exactly the same encoding, by that
 * output's id: it is encoded once and written to both. One file for each picture; a second one has an
 * encoding of its own.
 */
export function sharedPictures(plan: Plan): ReadonlyMap<string, Member> {
  const members = plan.groups.flatMap((group): Member[] =>
    group.renditions.map((rendition) => ({ rendition, group })),
  );
  const shared = new Map<string, Member>();
  for (const file of members) {
    if (file.rendition.format !== 'MP4') continue;
    const encoding = encodingOf(file);
    const same = members.find(
      (member) =>
        member.rendition.format === 'CMAF' &&
        encoding !== undefined &&
        !shared.has(member.rendition.id) &&
        isDeepStrictEqual(encodingOf(member), encoding),
    );
    if (same) shared.set(same.rendition.id, file);
  }
  return shared;
}
