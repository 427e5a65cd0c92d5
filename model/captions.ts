import type { CaptionsStatus, Failure } from './video-types.ts';

/** Captions of a video in one language, as the API shows them. */
export interface CaptionsView {
  /** BCP 47. */
  readonly language: string;
  readonly label: string;
  readonly status: CaptionsStatus;
  readonly failure?: Failure;
}

/** The file of captions that players can choose. */
export interface PublishedCaptions {
  readonly revision: string;
  readonly label: string;
  /** This one, and those before it, newest first: whoever was to delete them may have died on the way. */
  readonly revisions: readonly string[];
}

/** What a video's row knows of the captions in one language. */
export interface CaptionsRecord extends CaptionsView {
  /** Names the upload and the folder: new with each `addCaptions`, so that a late file is no other's. */
  readonly revision: string;
  /** The file that players can choose; with a replacement under way, still the one before. */
  readonly published?: PublishedCaptions;
}

/**
 * The attributes of one language, apart from those of any other and from each other, so that no two writes are ever in
 * each other's way: what was last asked for (a `CaptionsRecord` without `published`), the file that players can choose,
 * and, of captions that were removed, the revisions whose files go with them.
 */
export const captionsAttributes = (language: string) => ({
  asked: `${ASKED}${language}`,
  published: `captionsPublished#${language}`,
  retired: `captionsRetired#${language}`,
});

/** The set of all languages there are: DynamoDB can count no attributes. */
export const LANGUAGES_ATTRIBUTE = 'captionsLanguages';

const ASKED = 'captions#';

type Row = Readonly<Record<string, unknown>>;

/** All that a row keeps, in the order of their languages. */
export const captionsRecords = (row: object): CaptionsRecord[] =>
  Object.keys(row)
    .filter((name) => name.startsWith(ASKED))
    .sort()
    .map((name) => {
      const asked = (row as Row)[name] as CaptionsRecord;
      const { published } = captionsAttributes(name.slice(ASKED.length));
      return { ...asked, published: (row as Row)[published] as PublishedCaptions | undefined };
    });

/** The captions in a language; undefined when there are none. */
export const captionsIn = (row: object, language: string): CaptionsRecord | undefined =>
  captionsRecords(row).find((record) => record.language === language);

/** The revisions whose files may still be there, although nobody can choose them any more. */
export function retiredRevisions(row: object, language: string): string[] {
  const names = captionsAttributes(language);
  const published = (row as Row)[names.published] as PublishedCaptions | undefined;
  const removed = (row as Row)[names.retired] as string[] | undefined;
  return [...(published?.revisions ?? []), ...(removed ?? [])].filter(
    (revision) => revision !== published?.revision,
  );
}

/** To the owner, how far all of them have come; to anyone else, what players can choose. */
export const captionsOf = (row: object, isOwner: boolean): CaptionsView[] =>
  captionsRecords(row)
    .filter(({ published }) => isOwner || published)
    .map(({ language, label, status, failure, published }) =>
      isOwner
        ? { language, label, status, failure }
        : { language, label: published?.label ?? label, status: 'READY' },
    );
