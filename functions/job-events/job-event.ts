import type { EventBridgeEvent } from 'aws-lambda';
import type { JobPart } from '../../model/pipeline.ts';
import type { PictureCodec } from '../../model/ladder.ts';
import { Poison } from '../shared/batch.ts';

/** What MediaConvert tells of a job, as far as we listen. Names are the service's; any may be missing. */
export interface JobDetail {
  readonly status: string;
  readonly jobId: string;
  readonly userMetadata?: Readonly<Record<string, string>>;
  readonly jobProgress?: { readonly jobPercentComplete?: number };
  readonly outputGroupDetails?: readonly {
    readonly outputDetails?: readonly OutputDetail[];
  }[];
  readonly errorCode?: number;
  readonly errorMessage?: string;
}

export interface OutputDetail {
  readonly durationInMs?: number;
  /** Missing for sound. */
  readonly videoDetails?: {
    readonly widthInPx: number;
    readonly heightInPx: number;
    /** Bits per second. */
    readonly averageBitrate?: number;
  };
}

export type JobEvent = EventBridgeEvent<'MediaConvert Job State Change', JobDetail>;

/** What a message tells of a job. Throws `Poison` for anything that is no event of MediaConvert's. */
export function jobDetail(message: unknown): JobDetail {
  const { detail } = (message ?? {}) as Partial<JobEvent>;
  if (typeof detail?.jobId !== 'string' || typeof detail.status !== 'string')
    throw new Poison('The message is no event of a MediaConvert job.');
  return detail;
}

/** A codec by its name in the API. `mp4a` is sound: AAC. */
export type Codec = PictureCodec | 'mp4a';

/** What a job is for, and what it was to make: its metadata, which come back with each of its events. */
export interface JobTarget {
  readonly videoId: string;
  readonly ownerId: string;
  readonly attempt: number;
  readonly part: JobPart;
  readonly split: boolean;
  readonly tries: number;
  /** Codecs of the HLS pictures, in the order of the job's outputs. Missing of a job that did not say. */
  readonly video?: readonly PictureCodec[];
  /** Whether there is an HLS output of sound, behind the pictures. */
  readonly audio: boolean;
  /** Codecs of the MP4 files, in the order of the job's outputs. */
  readonly files: readonly Codec[];
  /** Key of the poster, if this job makes it. */
  readonly posterKey?: string;
  readonly storyboard: boolean;
}

/** Undefined for a job that is not of our making. Jobs of older versions say less: they make the whole of an attempt. */
export function jobTarget({ userMetadata }: JobDetail): JobTarget | undefined {
  const { videoId, ownerId, attempt, part, split, tries, video, audio, files, poster, storyboard } =
    userMetadata ?? {};
  if (!videoId || !ownerId || !attempt || !isCount(attempt)) return undefined;
  return {
    videoId,
    ownerId,
    attempt: Number(attempt),
    part: part === 'EARLY' ? 'EARLY' : 'FULL',
    split: split === 'true',
    tries: tries !== undefined && isCount(tries) ? Number(tries) : 0,
    ...(part !== undefined && { video: list(video) }),
    audio: audio === 'true',
    files: list(files),
    ...(poster && { posterKey: poster }),
    storyboard: storyboard === 'true',
  };
}

const isCount = (text: string) => Number.isSafeInteger(Number(text));

/** As `submit-job` put it together. */
const list = <Name extends Codec>(text = '') => text.split(',').filter((codec) => codec !== '') as Name[];
