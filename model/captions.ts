import type { CaptionsStatus, Failure } from './video-types.ts';

/** Captions of a video in one language, as the API shows them. */
export interface CaptionsView {
  /** BCP 47. */
  readonly language: string;
  readonly label: string;
  readonly status: CaptionsStatus;
  readonly failure?: Failure;
}

/** As a video's row keeps them, each language in an attribute of its own: so that no two of them are ever in each other's way. */
export interface CaptionsRecord extends CaptionsView {
  /** Names the upload and the folder: new with each `addCaptions`, so that a late file is no other's. */
  readonly revision: string;
  /** Of the file that players can choose; with a replacement under way, still that of the one before. */
  readonly published?: { readonly revision: string; readonly label: string };
}

const PREFIX = 'captions#';

/** The attribute that keeps the captions of a language. */
export const captionsAttribute = (language: string) => `${PREFIX}${language}`;

/** All that a row keeps, in the order of their languages. */
export const captionsRecords = (row: object): CaptionsRecord[] =>
  Object.keys(row)
    .filter((name) => name.startsWith(PREFIX))
    .sort()
    .map((name) => (row as Readonly<Record<string, CaptionsRecord>>)[name] as CaptionsRecord);

export const captionsOf = (row: object): CaptionsView[] =>
  captionsRecords(row).map(({ language, label, status, failure }) => ({ language, label, status, failure }));
