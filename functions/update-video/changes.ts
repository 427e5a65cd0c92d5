import type { UpdateVideoInput } from '../../generated/schema.ts';
import { ownerVisibility } from '../../model/keys.ts';
import type { VideoRow } from '../../model/video-row.ts';
import { badRequest } from '../shared/request-error.ts';
import { description, genres, language, title } from '../shared/video-details.ts';

type Editable = 'title' | 'description' | 'genres' | 'language' | 'visibility' | 'access' | 'ownerVisibility';

/** What attributes of a row become. One that is named, but undefined, is taken away. */
export type Changes = Partial<Pick<VideoRow, Editable>>;

/** What was left out of the input stays as it is. Throws `BadRequest`, its message beginning with the field at fault. */
export function changesOf(input: UpdateVideoInput, ownerId: string): Changes {
  const { visibility } = input;
  const changes: Changes = {
    ...(input.title !== undefined && { title: title(notNull('title', input.title)) }),
    ...(input.description !== undefined && { description: description(input.description) }),
    ...(input.genres !== undefined && { genres: genres(input.genres) }),
    ...(input.language !== undefined && { language: language(input.language) }),
    ...(visibility !== undefined && visibilityOf(ownerId, notNull('visibility', visibility))),
    ...(input.access !== undefined && { access: notNull('access', input.access) }),
  };
  if (Object.keys(changes).length === 0) throw badRequest('input: says nothing to change.');
  return changes;
}

/** The index that lists what others may see of a person has it in its key. */
const visibilityOf = (ownerId: string, visibility: VideoRow['visibility']) => ({
  visibility,
  ownerVisibility: ownerVisibility(ownerId, visibility),
});

function notNull<T>(field: string, value: T | null): T {
  if (value === null) throw badRequest(`${field}: cannot be taken away.`);
  return value;
}
