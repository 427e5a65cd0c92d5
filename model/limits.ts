const MB = 1_000_000;
const MIB = 1_048_576;
const SECOND = 1_000;
const HOUR = 3_600;

/** Up to this many bytes a file is sent as one form; above, in parts. */
export const POST_MAX_BYTES = 100 * MB;
/** The largest file taken. */
export const FILE_MAX_BYTES = 50_000 * MB;
/** Bytes of a part. S3 takes at most 10,000 parts: the largest file has 2,981 of this size. */
export const PART_BYTES = 16 * MIB;
/** How many parts are signed in one call. */
export const PARTS_PER_CALL = 100;

/** How long an upload form, or the address of one part, is good for, in seconds. */
export const UPLOAD_URL_SECONDS = HOUR;
/** How long the parts of an upload can be signed, in seconds. */
export const MULTIPART_SECONDS = 24 * HOUR;
/** How many uploads one person may have open that began within {@link OPEN_UPLOADS_SECONDS}. */
export const OPEN_UPLOADS_MAX = 200;
export const OPEN_UPLOADS_SECONDS = UPLOAD_URL_SECONDS;

export const TITLE_MAX = 200;
export const DESCRIPTION_MAX = 5_000;
export const FILENAME_MAX = 255;
export const GENRES_MAX = 5;
export const GENRE_MAX = 40;
export const LANGUAGE_MAX = 35;
export const CONTENT_TYPE_MAX = 255;
export const DISPLAY_NAME_MAX = 80;

/** The largest file of captions taken: those of a film are a twentieth of it. */
export const CAPTIONS_MAX_BYTES = 2 * MB;
/** More cues than twelve hours of talk have: players keep all of them in memory. */
export const CUES_MAX = 50_000;
/** How many languages a video may have captions in. */
export const CAPTIONS_LANGUAGES_MAX = 50;
export const CAPTIONS_LABEL_MAX = 80;

export const STARS_MIN = 1;
export const STARS_MAX = 5;
/** The part of a video after which it counts as watched to its end: what follows are credits. */
export const FINISHED_SHARE = 0.95;
/**
 * How long a person may go on noting their position after a look at the video's row, in seconds. It spares the row
 * of a popular video one read for each position of each viewer.
 */
export const WATCH_LEASE_SECONDS = 300;

export const PAGE_DEFAULT = 20;
export const PAGE_MAX = 100;

/** The longest video taken, in seconds: its playlist, with a grant on every line, still fits one Lambda answer (6 MB). */
export const DURATION_MAX_SECONDS = 12 * HOUR;
/** MediaConvert's own bounds on a picture's sides, in pixels. */
export const SIDE_MIN = 32;
export const SIDE_MAX = 8_192;
/** Of the sound beside all pictures, in bits per second. */
export const AUDIO_BITRATE = 128_000;

/**
 * When an upload that was begun is first looked for, in milliseconds: S3 tells of most files within seconds, of a few
 * after minutes, and of one or the other never.
 */
export const UPLOAD_LEASE_MS = 15 * 60 * SECOND;
/** How long a job may be without news before MediaConvert is asked for them, in milliseconds. */
export const NEWS_LEASE_MS = 15 * 60 * SECOND;
/** How many attempts the service's faults may cost before the video fails. */
export const TRIES_MAX = 3;
/** How often a worker may begin one attempt without getting as far as its jobs before the video fails. */
export const STARTS_MAX = 6;

/**
 * How long a claim on an upload lasts, in milliseconds: longer than the function that holds it may run, so
 * that nobody takes over from one that is still at work.
 */
export const CLAIM_LEASE_MS = 60 * SECOND;
/** How long the jobs of a canceled upload may take to end before somebody comes back to them, in milliseconds. */
export const CANCEL_LEASE_MS = 60 * SECOND;

/** How many payment orders one person may begin on one day: each is a call to the provider, and asked about for weeks. */
export const ORDERS_PER_DAY = 20;
