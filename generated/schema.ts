export type Maybe<T> = T | null;
export type InputMaybe<T> = T | null;
/** All built-in and custom scalars, mapped to their actual values */
export type Scalars = {
  ID: { input: string; output: string; }
  String: { input: string; output: string; }
  Boolean: { input: boolean; output: boolean; }
  Int: { input: number; output: number; }
  Float: { input: number; output: number; }
  /** An instant as an extended ISO 8601 string with a zone: `2026-01-31T09:30:00.000Z`. */
  AWSDateTime: { input: string; output: string; }
  /** An absolute URL. */
  AWSURL: { input: string; output: string; }
};

/** What it takes to watch a video. */
export type Access =
  /** Nothing. */
  | 'FREE'
  /** A membership. The owner needs none. */
  | 'PREMIUM';

/** The caller's own account. */
export type Account = {
  /** The user's id: the `sub` of the token. */
  id: Scalars['ID']['output'];
  /** What others see. */
  profile: Profile;
};

/** A part that has been sent. */
export type CompletedPartInput = {
  /** The `ETag` that the part's `PUT` answered with, with or without its quotes. */
  etag: Scalars['String']['input'];
  /** From 1. */
  partNumber: Scalars['Int']['input'];
};

/** The video to be, and the file that it is made from. */
export type CreateUploadInput = {
  /** What it takes to watch it. */
  access?: InputMaybe<Access>;
  /** The file's media type: `video/…`, `audio/…`, or `application/octet-stream` when it is not known. */
  contentType: Scalars['String']['input'];
  /** Free text, at most 5,000 characters. */
  description?: InputMaybe<Scalars['String']['input']>;
  /** The file's name, at most 255 characters of any kind. It is only kept, nothing depends on it. */
  filename: Scalars['String']['input'];
  /** At most 5 different ones, each 1 to 40 letters, digits, spaces and `& ' - . / +`. */
  genres?: InputMaybe<Array<Scalars['String']['input']>>;
  /** Which catalogue it belongs to. */
  kind: VideoKind;
  /** The language spoken, as a BCP 47 tag. */
  language?: InputMaybe<Scalars['String']['input']>;
  /** The file's size: a whole number of bytes, at most 50 GB. (A Float, because an Int ends at 2 GB.) */
  sizeBytes: Scalars['Float']['input'];
  /** 1 to 200 characters. */
  title: Scalars['String']['input'];
  /** Who may find and open it. */
  visibility?: InputMaybe<Visibility>;
};

/** Why a video failed. */
export type Failure = {
  /**
   * For programs: `EMPTY_FILE`, `NOT_A_VIDEO`, `UNSUPPORTED`, `CORRUPT`, `TOO_LARGE`, `TOO_LONG`,
   * `TRANSCODE_FAILED` or `CANCELED`. More may come.
   */
  code: Scalars['String']['output'];
  /** For people: one sentence. */
  message: Scalars['String']['output'];
  /** Whether trying again with the same file can help. */
  retryable: Scalars['Boolean']['output'];
};

/** Why a video failed; see `Failure`. */
export type FailureInput = {
  /** For programs. */
  code: Scalars['String']['input'];
  /** For people. */
  message: Scalars['String']['input'];
  /** Whether trying again can help. */
  retryable: Scalars['Boolean']['input'];
};

/** A field of an upload form. */
export type FormField = {
  /** The field's name. */
  name: Scalars['String']['output'];
  /** The field's value, to be sent as it is. */
  value: Scalars['String']['output'];
};

/** What can be changed. */
export type Mutation = {
  /**
   * Ends a `MULTIPART` upload once every part has been sent. Repeating it changes nothing.
   * Errors: `NotFound` unless it is the caller's, `BadRequest` for missing or wrong parts, `Conflict` when the upload has ended without a file.
   */
  completeUpload: Video;
  /**
   * Begins a video. Send the file as the answer says; everything after that happens by itself.
   * Errors: `BadRequest` names the field at fault, `QuotaExceeded` when too many uploads are open.
   */
  createUpload: Upload;
  /**
   * Tells the subscribers what the table already says; stores nothing. Only the pipeline's own functions may call it.
   * A publisher must select every field of the event: subscribers receive what was selected, and filters see no more.
   */
  publishVideoStatus: VideoStatusEvent;
  /**
   * Addresses for parts of a `MULTIPART` upload. Ask as often as needed: for a few at a time, or, after a break, for
   * what is still missing.
   * Errors: `NotFound` unless it is the caller's, `BadRequest` for numbers that do not exist, `Conflict` once the file is complete or the time is over.
   */
  signUploadParts: Array<UploadPart>;
};


/** What can be changed. */
export type MutationCompleteUploadArgs = {
  parts: Array<CompletedPartInput>;
  videoId: Scalars['ID']['input'];
};


/** What can be changed. */
export type MutationCreateUploadArgs = {
  input: CreateUploadInput;
};


/** What can be changed. */
export type MutationPublishVideoStatusArgs = {
  input: VideoStatusInput;
};


/** What can be changed. */
export type MutationSignUploadPartsArgs = {
  partNumbers: Array<Scalars['Int']['input']>;
  videoId: Scalars['ID']['input'];
};

/** A grant to watch one video until `expiresAt`. Whoever holds it can watch: keep it to yourself. */
export type Playback = {
  /**
   * The same grant as cookies, for a client that would rather play the URL without its query. A page can only set
   * them from the delivery's own domain; where it cannot, use `hlsUrl`.
   */
  cookies: Array<PlaybackCookie>;
  /** After this nothing new can be fetched with the grant; ask for another. */
  expiresAt: Scalars['AWSDateTime']['output'];
  /**
   * The HLS master playlist, signed: give it to a player as it is. The playlists pass the grant on to everything
   * they name, so players that cannot add a query or a header (iOS among them) need nothing more.
   */
  hlsUrl: Scalars['AWSURL']['output'];
};

/** A cookie to set; a session cookie, `Secure` and `HttpOnly` where that is possible. */
export type PlaybackCookie = {
  /** The host it is for. */
  domain: Scalars['String']['output'];
  /** Its name; case matters. */
  name: Scalars['String']['output'];
  /** The part of the site it is for: this video's own folder, so that grants do not overwrite each other. */
  path: Scalars['String']['output'];
  /** Its value; nothing needs to be encoded. */
  value: Scalars['String']['output'];
};

/** What others see of a person. */
export type Profile = {
  /** When the person signed up. Null for one whose profile has not been written yet. */
  createdAt?: Maybe<Scalars['AWSDateTime']['output']>;
  /** The person's name, or a neutral one made up by the server. Never an e-mail address. */
  displayName: Scalars['String']['output'];
  /** The user's id. */
  id: Scalars['ID']['output'];
};

/** What can be read. */
export type Query = {
  /** The caller's account. */
  me: Account;
  /** The caller's own videos, newest first, in whatever state they are. */
  myVideos: VideoPage;
  /**
   * One video. Public and unlisted ones to anybody once they are `READY`, all of their own to their owners.
   * Null for whatever the caller may not see, the same as for what does not exist.
   */
  video?: Maybe<Video>;
};


/** What can be read. */
export type QueryMyVideosArgs = {
  limit?: InputMaybe<Scalars['Int']['input']>;
  nextToken?: InputMaybe<Scalars['String']['input']>;
  status?: InputMaybe<VideoStatus>;
};


/** What can be read. */
export type QueryVideoArgs = {
  id: Scalars['ID']['input'];
};

/** One rung of the ladder: the video in one size. */
export type Rendition = {
  /** Bits per second of the pictures, on average where it was measured, otherwise the ceiling. */
  bitrate: Scalars['Int']['output'];
  /** As RFC 6381 names it: `avc1`. */
  codec: Scalars['String']['output'];
  /** How the segments are packed: `fmp4`. */
  container: Scalars['String']['output'];
  /** Pixels. */
  height: Scalars['Int']['output'];
  /** The short side and a `p`: `720p`. */
  name: Scalars['String']['output'];
  /** Pixels. */
  width: Scalars['Int']['output'];
};

/**
 * What can be listened to. An event that was missed is not sent again: query after `start_ack` and after each
 * reconnect, and keep whichever `version` is higher.
 */
export type Subscription = {
  /** Every video of the caller's, and nobody else's. */
  onMyVideoStatus?: Maybe<VideoStatusEvent>;
  /** One of the caller's videos. Anyone but its owner is refused, the same as for a video that does not exist. */
  onVideoStatus?: Maybe<VideoStatusEvent>;
};


/**
 * What can be listened to. An event that was missed is not sent again: query after `start_ack` and after each
 * reconnect, and keep whichever `version` is higher.
 */
export type SubscriptionOnVideoStatusArgs = {
  videoId: Scalars['ID']['input'];
};

/** Where to send a video's file, and how. Only the caller can use it. */
export type Upload = {
  /** `POST`: until when the form is taken. `MULTIPART`: until when parts can be signed. */
  expiresAt: Scalars['AWSDateTime']['output'];
  /**
   * `POST`: the form's fields, to be sent as `multipart/form-data` in this order, with the file last, as the field
   * `file`. They are signed: an altered one is refused.
   */
  fields?: Maybe<Array<FormField>>;
  /** How to send the file. */
  method: UploadMethod;
  /** `MULTIPART`: how many parts there are. They are numbered from 1. */
  partCount?: Maybe<Scalars['Int']['output']>;
  /** `MULTIPART`: how many bytes each part has; the last one has what remains. */
  partSizeBytes?: Maybe<Scalars['Int']['output']>;
  /** `POST`: where to send the form. */
  url?: Maybe<Scalars['AWSURL']['output']>;
  /** The video as it stands: `AWAITING_UPLOAD`. */
  video: Video;
  /** The video that the file will become. */
  videoId: Scalars['ID']['output'];
};

/** How a file is sent. */
export type UploadMethod =
  /** In parts, which can be sent side by side and again: up to 50 GB. See `signUploadParts` and `completeUpload`. */
  | 'MULTIPART'
  /** One form with the whole file: up to 100 MB. */
  | 'POST';

/** Where to send one part. */
export type UploadPart = {
  /** From 1. */
  partNumber: Scalars['Int']['output'];
  /** `PUT` the part's bytes here within the hour, with no header of your own; keep the answer's `ETag`. */
  url: Scalars['AWSURL']['output'];
};

/** A video, from the moment its upload was asked for. */
export type Video = {
  /** Whether it needs a membership to be watched. */
  access: Access;
  /** When its upload was asked for. */
  createdAt: Scalars['AWSDateTime']['output'];
  /** Free text, at most 5,000 characters. */
  description?: Maybe<Scalars['String']['output']>;
  /** Length in seconds. Null until it is known. */
  durationSeconds?: Maybe<Scalars['Float']['output']>;
  /** Why it failed. Null unless `status` is `FAILED`. */
  failure?: Maybe<Failure>;
  /** At most 5, in the owner's order. */
  genres: Array<Scalars['String']['output']>;
  /** Height in pixels of the largest rendition, as shown on screen. */
  height?: Maybe<Scalars['Int']['output']>;
  /** Made by the server; never used again. */
  id: Scalars['ID']['output'];
  /** Which of the two catalogues it belongs to. */
  kind: VideoKind;
  /** The language spoken, as a BCP 47 tag: `en`, `pt-BR`. */
  language?: Maybe<Scalars['String']['output']>;
  /**
   * A grant to watch it. Signed when asked for: ask again when it has expired.
   * Errors: `NotReady` while there is nothing to play, `MembershipRequired` for a premium video.
   */
  playback?: Maybe<Playback>;
  /** Percent of the transcoding that is done, 0 to 100. Null before it starts. It never falls within one attempt. */
  progress?: Maybe<Scalars['Int']['output']>;
  /** When it first became `READY`. */
  publishedAt?: Maybe<Scalars['AWSDateTime']['output']>;
  /** What a player can choose from, largest first. Empty until `READY`. */
  renditions: Array<Rendition>;
  /** How far it has come. */
  status: VideoStatus;
  /** 1 to 200 characters. */
  title: Scalars['String']['output'];
  /** When it last changed. */
  updatedAt: Scalars['AWSDateTime']['output'];
  /**
   * Rises by one with every change of the status, the progress or the failure. Of two answers or events about the
   * same video, the one with the higher version is the newer one.
   */
  version: Scalars['Int']['output'];
  /** Who may find and open it. */
  visibility: Visibility;
  /** Width in pixels of the largest rendition, as shown on screen (a portrait video is taller than wide). */
  width?: Maybe<Scalars['Int']['output']>;
};

/** Which catalogue a video belongs to. */
export type VideoKind =
  /** A film, an episode, a lecture. */
  | 'LONG'
  /** A clip, watched in passing. */
  | 'SHORT';

/** A page of a list of videos. */
export type VideoPage = {
  /** As many as asked for, unless the list ends here. */
  items: Array<Video>;
  /** Hand it in for the next page. Null when the list ends here. */
  nextToken?: Maybe<Scalars['String']['output']>;
};

/** How far a video has come. It only moves forward, and ends as `READY` or as `FAILED`. */
export type VideoStatus =
  /** The server waits for the file. */
  | 'AWAITING_UPLOAD'
  /** It could not be made; `failure` says why. */
  | 'FAILED'
  /** Its lowest renditions can be watched while the others are made. */
  | 'PLAYABLE'
  /** It is being transcoded; `progress` says how far. */
  | 'PROCESSING'
  /** All renditions are there. */
  | 'READY'
  /** The file has arrived and is being looked at. */
  | 'UPLOADED';

/** A video's state at one moment. The same facts as on `Video`, and never newer than those. */
export type VideoStatusEvent = {
  /** Why it failed, if it did. */
  failure?: Maybe<Failure>;
  /** When it came about. */
  occurredAt: Scalars['AWSDateTime']['output'];
  /** Its owner: subscriptions are filtered by it. */
  ownerId: Scalars['ID']['output'];
  /** Percent of the transcoding that is done, 0 to 100. */
  progress?: Maybe<Scalars['Int']['output']>;
  /** The state. */
  status: VideoStatus;
  /** The video's version then. Keep the highest: events may be repeated, late or missing. */
  version: Scalars['Int']['output'];
  /** The video. */
  videoId: Scalars['ID']['output'];
};

/** A state to tell the owner about. */
export type VideoStatusInput = {
  /** Why it failed, if it did. */
  failure?: InputMaybe<FailureInput>;
  /** When it came about. */
  occurredAt: Scalars['AWSDateTime']['input'];
  /** Its owner. */
  ownerId: Scalars['ID']['input'];
  /** Percent, 0 to 100. */
  progress?: InputMaybe<Scalars['Int']['input']>;
  /** The state. */
  status: VideoStatus;
  /** The video's version. */
  version: Scalars['Int']['input'];
  /** The video. */
  videoId: Scalars['ID']['input'];
};

/** Who may find and open a video. */
export type Visibility =
  /** Its owner. */
  | 'PRIVATE'
  /** Everybody: it appears in lists and in search. */
  | 'PUBLIC'
  /** Everybody who knows its id: it appears in no list. */
  | 'UNLISTED';
