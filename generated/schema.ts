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
  /** Null before the first payment. */
  membership?: Maybe<Membership>;
  /** What others see. */
  profile: Profile;
};

/** Captions of a video in one language. */
export type Captions = {
  /** Why they were refused. Null unless `status` is `FAILED`. */
  failure?: Maybe<Failure>;
  /** What players show: `English`. */
  label: Scalars['String']['output'];
  /** BCP 47: `en`, `pt-BR`. A video has one of each at most. */
  language: Scalars['String']['output'];
  /** How far they have come. */
  status: CaptionsStatus;
};

/** How far captions have come. */
export type CaptionsStatus =
  /** The server waits for the file. */
  | 'AWAITING_UPLOAD'
  /** The file was refused; `failure` says why. */
  | 'FAILED'
  /** Players can choose them. */
  | 'READY';

/** Where to send a file of captions. Only the caller can use it. */
export type CaptionsUpload = {
  /** The captions to be. */
  captions: Captions;
  /** Until when the form is taken. */
  expiresAt: Scalars['AWSDateTime']['output'];
  /** The form's fields, as for `Upload.fields`: in this order, with the file last, as the field `file`. */
  fields: Array<FormField>;
  /** Where to send the form. */
  url: Scalars['AWSURL']['output'];
  /** The video. */
  videoId: Scalars['ID']['output'];
};

/** A part that has been sent. */
export type CompletedPartInput = {
  /** The `ETag` that the part's `PUT` answered with, with or without its quotes. */
  etag: Scalars['String']['input'];
  /** From 1. */
  partNumber: Scalars['Int']['input'];
};

/** What the provider's checkout hands to the page when it is done. */
export type ConfirmPaymentInput = {
  /** The order's id. */
  orderId: Scalars['ID']['input'];
  /** Razorpay: `razorpay_payment_id`. Stripe: the order's id again. */
  paymentId: Scalars['ID']['input'];
  /** Razorpay: `razorpay_signature`. Stripe signs nothing here: an empty text. */
  signature: Scalars['String']['input'];
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
  /** Which outputs to make. Left out: what the installation is set to, `STANDARD` unless somebody changed it. */
  profile?: InputMaybe<TranscodingProfile>;
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
   * For programs. The file: `EMPTY_FILE`, `NOT_A_VIDEO`, `UNSUPPORTED_CODEC`, `CORRUPT`, `TOO_LARGE`, `TOO_SMALL`, `TOO_LONG`,
   * `TOO_MANY_TRACKS`, `SOURCE_EXPIRED`. The upload: `UPLOAD_EXPIRED`, `CANCELED`. The service: `TRANSCODE_FAILED`. More may come.
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

/** Why an entry was written. */
export type LedgerCause =
  /** The payer disputes it. */
  | 'DISPUTE'
  /** The money was taken. */
  | 'PAYMENT'
  /** All of it went back. */
  | 'REFUND';

/** What an entry of the ledger did. */
export type LedgerChange =
  /** Gave the order's days. */
  | 'GRANTED'
  /** Gave them again, after a dispute was won. */
  | 'RESTORED'
  /** Took them back. */
  | 'REVOKED';

/** A change of the caller's membership and its cause. What was written once stays as it is. */
export type LedgerEntry = {
  /** What was paid, in the currency's minor unit. */
  amountMinor: Scalars['Int']['output'];
  /** Why. */
  cause: LedgerCause;
  /** What it did. */
  change: LedgerChange;
  /** Three capital letters of ISO 4217. */
  currency: Scalars['String']['output'];
  /** How many days it gives, or takes back. */
  durationDays: Scalars['Int']['output'];
  /** When the membership ends after it. Null when none is left. */
  expiresAt?: Maybe<Scalars['AWSDateTime']['output']>;
  /** Its own. */
  id: Scalars['ID']['output'];
  /** When it was written. */
  occurredAt: Scalars['AWSDateTime']['output'];
  /** The order that it is about. */
  orderId: Scalars['ID']['output'];
  /** The provider's id of the payment. */
  paymentId: Scalars['ID']['output'];
  /** What was bought. */
  planId: Scalars['ID']['output'];
};

/** A page of the ledger. */
export type LedgerPage = {
  /** The latest first. */
  items: Array<LedgerEntry>;
  /** For the next page. Null when there is none. */
  nextToken?: Maybe<Scalars['String']['output']>;
};

/** A person's membership. */
export type Membership = {
  /** When it ends, or ended. */
  expiresAt: Scalars['AWSDateTime']['output'];
  /** What was bought last. */
  planId: Scalars['ID']['output'];
  /** Since when it has held, renewals included. */
  startedAt: Scalars['AWSDateTime']['output'];
  /** Whether it holds now. */
  status: MembershipStatus;
};

/** Whether a membership holds. */
export type MembershipStatus =
  /** Premium videos can be watched. */
  | 'ACTIVE'
  /** Its time is over. */
  | 'EXPIRED'
  /** What paid for it was refunded or is disputed. */
  | 'REVOKED';

/** What can be changed. */
export type Mutation = {
  /**
   * Begins captions in a language, or replaces those there are. Send a WebVTT or SRT file of at most 2 MB as the answer says; a moment
   * later players can choose them, without anything being encoded again.
   * Errors: `NotFound` unless the video is the caller's, `BadRequest` names the field at fault, `Conflict` for a failed video,
   * `QuotaExceeded` beyond 50 languages.
   */
  addCaptions: CaptionsUpload;
  /**
   * Ends a video that is not `READY` yet: its file, its parts and what was made of it are deleted, and it is `FAILED` with
   * the code `CANCELED`. Repeating it changes nothing.
   * Errors: `NotFound` unless it is the caller's, `Conflict` once it is `READY` or has failed otherwise.
   */
  cancelUpload: Video;
  /**
   * Ends a `MULTIPART` upload once every part has been sent. Repeating it changes nothing.
   * Errors: `NotFound` unless it is the caller's, `BadRequest` for missing or wrong parts, `Conflict` when the upload has ended without a file.
   */
  completeUpload: Video;
  /**
   * Tells the server what the checkout answered, so that the membership is there at once. Without it the membership comes
   * all the same, when the provider tells the server. Repeating it changes nothing.
   * Errors: `NotFound` unless the order is the caller's, `BadRequest` for what is no payment's id, `PaymentRejected` for what
   * the provider did not sign, or what was refunded or disputed since, `NotReady` while the money has not been taken,
   * `Unavailable` while the provider does not answer.
   */
  confirmPayment: Membership;
  /**
   * Begins a payment. The price is the plan's, whatever the client thinks. Each call makes another order.
   * Errors: `BadRequest` for a plan that does not exist, `QuotaExceeded` after 20 orders of a day,
   * `Unavailable` while the provider does not answer.
   */
  createPaymentOrder: PaymentOrder;
  /**
   * Begins a video. Send the file as the answer says; everything after that happens by itself.
   * Errors: `BadRequest` names the field at fault, `QuotaExceeded` when too many uploads are open.
   */
  createUpload: Upload;
  /**
   * Deletes a video with every file of it; it never comes back. Answers with what it was. Its owner may, and the group
   * `admins`. Errors: `NotFound` for everybody else, and when it is gone already.
   */
  deleteVideo: Video;
  /**
   * The caller likes a video. Repeating it changes nothing. The answer's `likeCount` may not have it yet.
   * Errors: `NotFound` for what the caller may not see.
   */
  likeVideo: Video;
  /**
   * Tells the subscribers what the table already says; stores nothing. Only the function that counts may call it, and
   * must select every field of the event.
   */
  publishReactions: ReactionEvent;
  /**
   * Tells the subscribers what the table already says; stores nothing. Only the pipeline's own functions may call it.
   * A publisher must select every field of the event: subscribers receive what was selected, and filters see no more.
   */
  publishVideoStatus: VideoStatusEvent;
  /** The caller gives a video stars instead of any given before. Errors: `BadRequest`, and as with `likeVideo`. */
  rateVideo: Video;
  /**
   * Notes how far the caller has watched, so that they can go on there, and counts a view, once a person and day. Call
   * it every ten seconds or so while a video plays, and when it stops.
   * Errors: `BadRequest` for a position that the video does not have, `NotFound`, `NotReady`, `MembershipRequired`.
   */
  recordProgress: ViewerState;
  /**
   * Takes the captions of a language away. Repeating it changes nothing.
   * Errors: `NotFound` unless the video is the caller's, `BadRequest` for what is no language.
   */
  removeCaptions: Video;
  /**
   * Makes a `FAILED` video again from the same file, which is kept for a while for that. Only where `failure.retryable` says so.
   * Repeating it while it is under way changes nothing.
   * Errors: `NotFound` unless it is the caller's, `Conflict` for a video that did not fail, must fail again, or whose file is gone.
   */
  retryProcessing: Video;
  /**
   * Addresses for parts of a `MULTIPART` upload. Ask as often as needed: for a few at a time, or, after a break, for
   * what is still missing.
   * Errors: `NotFound` unless it is the caller's, `BadRequest` for numbers that do not exist, `Conflict` once the file is complete or the time is over.
   */
  signUploadParts: Array<UploadPart>;
  /** The caller no longer likes a video. Repeating it changes nothing. Errors as with `likeVideo`. */
  unlikeVideo: Video;
  /** Takes the caller's stars back. Repeating it changes nothing. Errors as with `likeVideo`. */
  unrateVideo: Video;
  /** Changes what others see of the caller. Errors: `BadRequest` names the field at fault. */
  updateProfile: Profile;
  /**
   * Changes what is said of a video, and who may see it. Errors: `BadRequest` names the field at fault, `NotFound`
   * unless it is the caller's.
   */
  updateVideo: Video;
};


/** What can be changed. */
export type MutationAddCaptionsArgs = {
  label: Scalars['String']['input'];
  language: Scalars['String']['input'];
  videoId: Scalars['ID']['input'];
};


/** What can be changed. */
export type MutationCancelUploadArgs = {
  videoId: Scalars['ID']['input'];
};


/** What can be changed. */
export type MutationCompleteUploadArgs = {
  parts: Array<CompletedPartInput>;
  videoId: Scalars['ID']['input'];
};


/** What can be changed. */
export type MutationConfirmPaymentArgs = {
  input: ConfirmPaymentInput;
};


/** What can be changed. */
export type MutationCreatePaymentOrderArgs = {
  planId: Scalars['ID']['input'];
};


/** What can be changed. */
export type MutationCreateUploadArgs = {
  input: CreateUploadInput;
};


/** What can be changed. */
export type MutationDeleteVideoArgs = {
  id: Scalars['ID']['input'];
};


/** What can be changed. */
export type MutationLikeVideoArgs = {
  videoId: Scalars['ID']['input'];
};


/** What can be changed. */
export type MutationPublishReactionsArgs = {
  input: ReactionInput;
};


/** What can be changed. */
export type MutationPublishVideoStatusArgs = {
  input: VideoStatusInput;
};


/** What can be changed. */
export type MutationRateVideoArgs = {
  stars: Scalars['Int']['input'];
  videoId: Scalars['ID']['input'];
};


/** What can be changed. */
export type MutationRecordProgressArgs = {
  positionSeconds: Scalars['Float']['input'];
  videoId: Scalars['ID']['input'];
};


/** What can be changed. */
export type MutationRemoveCaptionsArgs = {
  language: Scalars['String']['input'];
  videoId: Scalars['ID']['input'];
};


/** What can be changed. */
export type MutationRetryProcessingArgs = {
  id: Scalars['ID']['input'];
};


/** What can be changed. */
export type MutationSignUploadPartsArgs = {
  partNumbers: Array<Scalars['Int']['input']>;
  videoId: Scalars['ID']['input'];
};


/** What can be changed. */
export type MutationUnlikeVideoArgs = {
  videoId: Scalars['ID']['input'];
};


/** What can be changed. */
export type MutationUnrateVideoArgs = {
  videoId: Scalars['ID']['input'];
};


/** What can be changed. */
export type MutationUpdateProfileArgs = {
  input: UpdateProfileInput;
};


/** What can be changed. */
export type MutationUpdateVideoArgs = {
  input: UpdateVideoInput;
};

/** An order at the payment provider: who pays it is a member. It says all that the provider's checkout needs. */
export type PaymentOrder = {
  /** The price, in the currency's minor unit. */
  amountMinor: Scalars['Int']['output'];
  /** The script with which a page opens the checkout. Null where there is a page to go to instead. */
  checkoutScriptUrl?: Maybe<Scalars['AWSURL']['output']>;
  /** The provider's own page to send the person to. Null where there is a script instead. */
  checkoutUrl?: Maybe<Scalars['AWSURL']['output']>;
  /** Three capital letters of ISO 4217. */
  currency: Scalars['String']['output'];
  /** The provider's own id of it: `order_…` at Razorpay, `cs_…` at Stripe. */
  id: Scalars['ID']['output'];
  /** What it buys. */
  planId: Scalars['ID']['output'];
  /** Who takes the money: `razorpay`, `stripe`. */
  provider: Scalars['String']['output'];
  /** The public key that the provider's checkout is opened with. */
  providerKeyId: Scalars['String']['output'];
  /** What became of it. */
  status: PaymentStatus;
};

/** What became of an order. */
export type PaymentStatus =
  /** It can be paid. */
  | 'CREATED'
  /** The payer disputes it: until that is decided it grants nothing. */
  | 'DISPUTED'
  /** The money is there, and the membership granted. */
  | 'PAID'
  /** The money has gone back, all of it. */
  | 'REFUNDED';

/** A membership that can be bought. */
export type Plan = {
  /** Its price in the currency's minor unit: 49900 are 499.00 INR. Only the server's word counts. */
  amountMinor: Scalars['Int']['output'];
  /** Three capital letters of ISO 4217. */
  currency: Scalars['String']['output'];
  /** How long a membership it buys. Bought again before its end it goes on from there. */
  durationDays: Scalars['Int']['output'];
  /** For `createPaymentOrder`. */
  id: Scalars['ID']['output'];
  /** What people call it: `Monthly`. */
  name: Scalars['String']['output'];
};

/**
 * A grant to watch one video until `expiresAt`. Whoever holds it can watch: keep it to yourself. That of a premium video
 * ends with its viewer's membership, and opens no playlist any more once that is revoked.
 */
export type Playback = {
  /**
   * The same grant as cookies, for a client that would rather play the URL without its query: three, and one more for a
   * premium video. A page can only set them from the delivery's own domain; where it cannot, use `hlsUrl`.
   */
  cookies: Array<PlaybackCookie>;
  /** After this nothing new can be fetched with the grant; ask for another. Never later than the membership that it took. */
  expiresAt: Scalars['AWSDateTime']['output'];
  /** Every MP4 file there is, largest first. Empty until `READY`. */
  files: Array<PlaybackFile>;
  /**
   * The HLS master playlist, signed: give it to a player as it is. The playlists pass the grant on to everything
   * they name, so players that cannot add a query or a header (iOS among them) need nothing more.
   * While the video is `PLAYABLE` it names the lowest renditions only: ask again when it is `READY`. Null for the profile
   * `COMPACT`, which has no HLS.
   */
  hlsUrl?: Maybe<Scalars['AWSURL']['output']>;
  /**
   * One MP4 file, for download and for old players: H.264 and AAC, at most 720p; the H.265 of a `COMPACT` video.
   * Null until `READY`.
   */
  mp4Url?: Maybe<Scalars['AWSURL']['output']>;
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

/** One MP4 file of a video. */
export type PlaybackFile = {
  /** As RFC 6381 names it: `avc1`, `hvc1`, `av01`; `mp4a` for sound alone. */
  codec: Scalars['String']['output'];
  /** Which rendition it holds: `720p`, `144p`, `source` for the size of the source. */
  name: Scalars['String']['output'];
  /** Where it is, signed. */
  url: Scalars['AWSURL']['output'];
};

/** What others see of a person. */
export type Profile = {
  /** When the person signed up. Null for one whose profile has not been written yet. */
  createdAt?: Maybe<Scalars['AWSDateTime']['output']>;
  /** The person's name, or a neutral one made up by the server. Never an e-mail address. */
  displayName: Scalars['String']['output'];
  /** The user's id. */
  id: Scalars['ID']['output'];
  /** The person's public videos that are `READY`, newest first. */
  videos: VideoPage;
};


/** What others see of a person. */
export type ProfileVideosArgs = {
  limit?: InputMaybe<Scalars['Int']['input']>;
  nextToken?: InputMaybe<Scalars['String']['input']>;
};

/** What can be read. */
export type Query = {
  /** The videos that the caller began to watch and did not finish, the latest first. */
  continueWatching: VideoPage;
  /** The videos that the caller likes, the latest like first. */
  likedVideos: VideoPage;
  /** The caller's account. */
  me: Account;
  /** The caller's ledger: every change of their membership. */
  myPayments: LedgerPage;
  /** The caller's own videos, newest first, in whatever state they are. */
  myVideos: VideoPage;
  /** What can be bought. */
  plans: Array<Plan>;
  /** What others see of a person. Null when there is no such person. */
  profile?: Maybe<Profile>;
  /**
   * One video. Public and unlisted ones to anybody once they are `READY`, all of their own to their owners.
   * Null for whatever the caller may not see, the same as for what does not exist.
   */
  video?: Maybe<Video>;
  /** Public videos that are `READY`, newest first. Filters narrow it down together. */
  videos: VideoPage;
};


/** What can be read. */
export type QueryContinueWatchingArgs = {
  limit?: InputMaybe<Scalars['Int']['input']>;
  nextToken?: InputMaybe<Scalars['String']['input']>;
};


/** What can be read. */
export type QueryLikedVideosArgs = {
  limit?: InputMaybe<Scalars['Int']['input']>;
  nextToken?: InputMaybe<Scalars['String']['input']>;
};


/** What can be read. */
export type QueryMyPaymentsArgs = {
  limit?: InputMaybe<Scalars['Int']['input']>;
  nextToken?: InputMaybe<Scalars['String']['input']>;
};


/** What can be read. */
export type QueryMyVideosArgs = {
  limit?: InputMaybe<Scalars['Int']['input']>;
  nextToken?: InputMaybe<Scalars['String']['input']>;
  status?: InputMaybe<VideoStatus>;
};


/** What can be read. */
export type QueryProfileArgs = {
  id: Scalars['ID']['input'];
};


/** What can be read. */
export type QueryVideoArgs = {
  id: Scalars['ID']['input'];
};


/** What can be read. */
export type QueryVideosArgs = {
  genre?: InputMaybe<Scalars['String']['input']>;
  kind?: InputMaybe<VideoKind>;
  language?: InputMaybe<Scalars['String']['input']>;
  limit?: InputMaybe<Scalars['Int']['input']>;
  nextToken?: InputMaybe<Scalars['String']['input']>;
};

/** The counts of a video at one moment. */
export type ReactionEvent = {
  /** How many people like it. */
  likeCount: Scalars['Int']['output'];
  /** The mean of all stars. Null while nobody has rated it. */
  ratingAverage?: Maybe<Scalars['Float']['output']>;
  /** How many people have rated it. */
  ratingCount: Scalars['Int']['output'];
  /** Keep the event with the highest, and compare it with `Video.reactionVersion`: events may be late or missing. */
  reactionVersion?: Maybe<Scalars['Int']['output']>;
  /** The video. */
  videoId: Scalars['ID']['output'];
};

/** The counts of a video, to tell everybody who watches them. */
export type ReactionInput = {
  /** How many people like it. */
  likeCount: Scalars['Int']['input'];
  /** The mean of all stars. */
  ratingAverage?: InputMaybe<Scalars['Float']['input']>;
  /** How many people have rated it. */
  ratingCount: Scalars['Int']['input'];
  /** See `ReactionEvent`. */
  reactionVersion?: InputMaybe<Scalars['Int']['input']>;
  /** The video. */
  videoId: Scalars['ID']['input'];
};

/** One rung of the ladder: the video in one size. */
export type Rendition = {
  /** Bits per second of the pictures (of the sound where there are none), on average where it was measured, otherwise the ceiling. */
  bitrate: Scalars['Int']['output'];
  /** As RFC 6381 names it: `avc1`, `hvc1`, `av01`, `mp4a`. */
  codec: Scalars['String']['output'];
  /** How it is packed: `fmp4` in segments, `mp4` in one file. */
  container: Scalars['String']['output'];
  /** Pixels; 0 for sound alone. */
  height: Scalars['Int']['output'];
  /** The short side and a `p`: `720p`. `audio` for sound alone. */
  name: Scalars['String']['output'];
  /** Pixels; 0 for sound alone. */
  width: Scalars['Int']['output'];
};

/**
 * What can be listened to. An event that was missed is not sent again: query after `start_ack` and after each
 * reconnect, and keep whichever `version` is higher.
 */
export type Subscription = {
  /** Every video of the caller's, and nobody else's. */
  onMyVideoStatus?: Maybe<VideoStatusEvent>;
  /**
   * The counts of a video when they change: one event for a batch of changes, not one a person. A busy table has several
   * batches a second, so events may be close together, late, twice or out of order: see `reactionVersion`. Anybody who
   * may see the video; others are refused, the same as for a video that does not exist.
   */
  onReactions?: Maybe<ReactionEvent>;
  /** One of the caller's videos. Anyone but its owner is refused, the same as for a video that does not exist. */
  onVideoStatus?: Maybe<VideoStatusEvent>;
};


/**
 * What can be listened to. An event that was missed is not sent again: query after `start_ack` and after each
 * reconnect, and keep whichever `version` is higher.
 */
export type SubscriptionOnReactionsArgs = {
  videoId: Scalars['ID']['input'];
};


/**
 * What can be listened to. An event that was missed is not sent again: query after `start_ack` and after each
 * reconnect, and keep whichever `version` is higher.
 */
export type SubscriptionOnVideoStatusArgs = {
  videoId: Scalars['ID']['input'];
};

/** Which outputs are made of a file. */
export type TranscodingProfile =
  /** `STANDARD` with a rung of H.265 beside each of H.264. */
  | 'ADAPTIVE_HEVC'
  /** Two MP4 files and no HLS: H.265 in the size of the source, and AV1 in 144p. With a poster. */
  | 'COMPACT'
  /** HLS with a ladder of H.264 and AAC, an MP4 for download and for old players, a poster and a storyboard. */
  | 'STANDARD';

/** What a person may change of their profile. */
export type UpdateProfileInput = {
  /** 1 to 80 characters, visible ones among them. No `@`: names are public, addresses are not. */
  displayName: Scalars['String']['input'];
};

/** What an owner may change of a video. What is left out stays as it is; null takes a description, genres or a language away. */
export type UpdateVideoInput = {
  /** What it takes to watch it. */
  access?: InputMaybe<Access>;
  /** Free text, at most 5,000 characters. */
  description?: InputMaybe<Scalars['String']['input']>;
  /** At most 5 different ones, each 1 to 40 letters, digits, spaces and `& ' - . / +`. */
  genres?: InputMaybe<Array<Scalars['String']['input']>>;
  /** The video. */
  id: Scalars['ID']['input'];
  /** The language spoken, as a BCP 47 tag. */
  language?: InputMaybe<Scalars['String']['input']>;
  /** 1 to 200 characters. */
  title?: InputMaybe<Scalars['String']['input']>;
  /** Who may find and open it. */
  visibility?: InputMaybe<Visibility>;
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
  /** Its captions, by language. What is not `READY` is shown to its owner alone. */
  captions: Array<Captions>;
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
  /** How many people like it. Exact, a second or two after the last of them did. */
  likeCount: Scalars['Int']['output'];
  /** Whose it is. */
  owner: Profile;
  /**
   * A grant to watch it. Signed when asked for: ask again when it has expired.
   * Errors: `NotReady` while there is nothing to play, `MembershipRequired` for a premium video unless the caller owns it or
   * is a member.
   */
  playback?: Maybe<Playback>;
  /**
   * A still picture of it, for everybody who is shown the video: an address that nobody can guess and that needs no grant.
   * Null until there is one.
   */
  posterUrl?: Maybe<Scalars['AWSURL']['output']>;
  /** Which outputs are made of its file. */
  profile: TranscodingProfile;
  /** Percent of the transcoding that is done, 0 to 100. Null before it starts. It never falls within one attempt. */
  progress?: Maybe<Scalars['Int']['output']>;
  /** When it first became `READY`. */
  publishedAt?: Maybe<Scalars['AWSDateTime']['output']>;
  /** The mean of all stars, 1 to 5. Null while nobody has rated it. */
  ratingAverage?: Maybe<Scalars['Float']['output']>;
  /** How many people have rated it. */
  ratingCount: Scalars['Int']['output'];
  /** Rises with every change of the counts; see `ReactionEvent`. */
  reactionVersion: Scalars['Int']['output'];
  /** What a player can choose from, largest first. Empty until `PLAYABLE`, complete with `READY`. */
  renditions: Array<Rendition>;
  /** How far it has come. */
  status: VideoStatus;
  /**
   * Small pictures along the whole video, for a seek bar: a WebVTT file whose cues name a part of a sheet each
   * (`sheet.jpg#xywh=0,0,160,90`). Signed for whoever may watch, like `playback`; null for anyone else, and while there is none.
   */
  storyboardUrl?: Maybe<Scalars['AWSURL']['output']>;
  /** 1 to 200 characters. */
  title: Scalars['String']['output'];
  /** When it last changed. */
  updatedAt: Scalars['AWSDateTime']['output'];
  /**
   * Rises by one with every change of the status, the progress, the failure or what its owner said of it. Of two
   * answers or events about the same video, the one with the higher version is the newer one. Counts do not raise it.
   */
  version: Scalars['Int']['output'];
  /** How many people have watched some of it, each counted once a day (UTC). */
  viewCount: Scalars['Int']['output'];
  /** What the caller did with it. Null for guests. */
  viewer?: Maybe<ViewerState>;
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

/**
 * How far a video has come. Within one attempt it only moves forward, and ends as `READY` or as `FAILED`. A fault that is
 * not the file's begins another attempt, at `UPLOADED`.
 */
export type VideoStatus =
  /** The server waits for the file. */
  | 'AWAITING_UPLOAD'
  /** It could not be made; `failure` says why. */
  | 'FAILED'
  /** Its lowest renditions can be watched, by its owner, while the others are made. Only where there are larger ones, and only if the profile says so. */
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

/** What the caller did with a video. */
export type ViewerState = {
  /** Whether `playback` would be granted now or, while it is not `READY`, then: a premium video takes a membership. */
  canWatch: Scalars['Boolean']['output'];
  /** Whether the caller likes it. */
  liked: Scalars['Boolean']['output'];
  /** Where the caller stopped watching, in seconds. Null before the first time. */
  positionSeconds?: Maybe<Scalars['Float']['output']>;
  /** The caller's stars, 1 to 5. Null when there are none. */
  rating?: Maybe<Scalars['Int']['output']>;
};

/** Who may find and open a video. */
export type Visibility =
  /** Its owner. */
  | 'PRIVATE'
  /** Everybody: it appears in lists and in search. */
  | 'PUBLIC'
  /** Everybody who knows its id: it appears in no list. */
  | 'UNLISTED';
