import type { Access, CreateUploadInput, UpdateVideoInput, Visibility } from '../generated/schema.ts';

/** What an owner may change, as a form has it: always text. */
export interface VideoForm {
  readonly title: string;
  readonly description: string;
  /** With commas between them. */
  readonly genres: string;
  readonly language: string;
  readonly visibility: Visibility;
  readonly access: Access;
}

/** The facts behind the form. */
export interface Editable {
  readonly id: string;
  readonly title: string;
  readonly description: string | null;
  readonly genres: readonly string[];
  readonly language: string | null;
  readonly visibility: Visibility;
  readonly access: Access;
}

export const formOf = (video: Editable): VideoForm => ({
  title: video.title,
  description: video.description ?? '',
  genres: video.genres.join(', '),
  language: video.language ?? '',
  visibility: video.visibility,
  access: video.access,
});

/** What to tell the API: only what is different, so that nothing another page changed is undone. Undefined: nothing. */
export function changesOf(video: Editable, form: VideoForm): UpdateVideoInput | undefined {
  const before = formOf(video);
  const genres = listOf(form.genres);
  const changes = {
    ...(form.title !== before.title && { title: form.title }),
    ...(form.description !== before.description && { description: form.description || null }),
    ...(genres.join() !== video.genres.join() && { genres }),
    ...(form.language.trim() !== before.language && { language: form.language.trim() || null }),
    ...(form.visibility !== before.visibility && { visibility: form.visibility }),
    ...(form.access !== before.access && { access: form.access }),
  };
  return Object.keys(changes).length === 0 ? undefined : { id: video.id, ...changes };
}

/** What a form says of a video that is only beginning: fields that were left empty are left out. */
export function textsOf({
  description,
  genres,
  language,
}: Pick<VideoForm, 'description' | 'genres' | 'language'>): Pick<
  CreateUploadInput,
  'description' | 'genres' | 'language'
> {
  const list = listOf(genres);
  return {
    ...(description.trim() && { description }),
    ...(list.length > 0 && { genres: list }),
    ...(language.trim() && { language: language.trim() }),
  };
}

const listOf = (text: string) =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
