import type { CloudEvent } from '../../../runtime/peers.ts';
import type { Progress } from '../media/progress.ts';
import { valueOf } from '../media/rational.ts';
import type { Source } from '../media/source.ts';
import { urlOf } from '../plan/names.ts';
import type { Made } from './collect.ts';
import { masterKey } from './deliver.ts';
import { serviceCodec } from '../media/codec-names.ts';

export type Phase = 'PROBING' | 'TRANSCODING' | 'UPLOADING';
const PHASES: readonly Phase[] = ['PROBING', 'TRANSCODING', 'UPLOADING'];
/** What each phase adds to the percentage of the whole job. */
const WEIGHTS: Readonly<Record<Phase, number>> = { PROBING: 5, TRANSCODING: 90, UPLOADING: 5 };

/** The job as its events name it. */
export interface EventSubject {
  readonly id: string;
  readonly arn: string;
  readonly accountId: string;
  /** The queue's ARN. */
  readonly queue: string;
  readonly userMetadata: Readonly<Record<string, string>>;
}

/** A `MediaConvert Job State Change`: the members that every status has, and this status's own. */
export function stateChange(
  subject: EventSubject,
  status: string,
  now: number,
  own: Readonly<Record<string, unknown>> = {},
): CloudEvent {
  return {
    source: 'aws.mediaconvert',
    detailType: 'MediaConvert Job State Change',
    resources: [subject.arn],
    time: new Date(now),
    detail: {
      timestamp: now,
      accountId: subject.accountId,
      queue: subject.queue,
      jobId: subject.id,
      status,
      userMetadata: subject.userMetadata,
      ...own,
    },
  };
}

export interface Advance {
  readonly phase: Phase;
  /** Of the phase, 0 to 100. */
  readonly percent: number;
}

export function jobPercent({ phase, percent }: Advance): number {
  const before = PHASES.slice(0, PHASES.indexOf(phase)).reduce((sum, earlier) => sum + WEIGHTS[earlier], 0);
  return Math.floor(before + (WEIGHTS[phase] * percent) / 100);
}

export function progressDetail(
  advance: Advance,
  progress: Progress,
  retryCount: number,
): Record<string, unknown> {
  const at = PHASES.indexOf(advance.phase);
  const phaseProgress = Object.fromEntries(
    PHASES.map((phase, index) => {
      if (index < at) return [phase, { status: 'COMPLETE', percentComplete: 100 }];
      if (index > at) return [phase, { status: 'PENDING', percentComplete: 0 }];
      return [phase, { status: 'PROGRESSING', percentComplete: Math.floor(advance.percent) }];
    }),
  );
  return {
    framesDecoded: progress.framesDecoded,
    jobProgress: {
      phaseProgress,
      jobPercentComplete: jobPercent(advance),
      currentPhase: advance.phase,
      retryCount,
    },
  };
}

export function inputDetail(source: Source, url: string): Record<string, unknown> {
  const { video } = source;
  const language = (code: string | undefined) => (code ?? 'und').toUpperCase();
  return {
    inputDetails: [
      {
        id: 1,
        uri: url,
        audio: source.audio.map((track) => ({
          channels: track.channels,
          codec: serviceCodec(track.codec, 'event'),
          language: language(track.language),
          sampleRate: track.sampleRate,
          streamId: track.index + 1,
        })),
        video: video
          ? [
              {
                bitDepth: video.bitDepth,
                codec: serviceCodec(video.codec, 'event'),
                colorFormat: colorFormat(video.pixelFormat),
                ...(video.fourCC && { fourCC: video.fourCC }),
                frameRate: Math.round(valueOf(video.frameRate) * 1000) / 1000,
                height: video.height,
                interlaceMode: video.interlaced ? 'INTERLACED' : 'PROGRESSIVE',
                sar: `${video.pixelAspect.numerator}:${video.pixelAspect.denominator}`,
                standard: 'UNSPECIFIED',
                streamId: video.index + 1,
                width: video.width,
              },
            ]
          : [],
      },
    ],
  };
}

const colorFormat = (pixelFormat: string): string => {
  if (/44[04]/.test(pixelFormat)) return 'YUV_444';
  return pixelFormat.includes('422') ? 'YUV_422' : 'YUV_420';
};

/** COMPLETE's own members. CMAF outputs have no paths of their own; captured frames name the last one only. */
export function completeDetail(made: readonly Made[]): Record<string, unknown> {
  const groups = Map.groupBy(made, (one) => one.group);
  return {
    outputGroupDetails: [...groups].map(([group, members]) => ({
      // Sheets come from the group's own settings: they are no output.
      outputDetails: members.flatMap((one) => outputDetail(one) ?? []),
      ...(group.segments && { playlistFilePaths: [urlOf({ ...group.base, key: masterKey(group) })] }),
      type: group.type,
    })),
    paddingInserted: 0,
    blackVideoDetected: 0,
  };
}

function outputDetail({
  rendition,
  group,
  duration,
  bytes,
  frames,
}: Made): Record<string, unknown> | undefined {
  const { names, format, video, audio } = rendition;
  if (format === 'SHEETS') return undefined;
  const path = { MP4: names.file, TS: names.playlist, FRAMES: names.segment(Math.max(0, frames - 1)) };
  const total = duration > 0 ? (bytes * 8) / duration : 0;
  return {
    ...(format !== 'CMAF' && { outputFilePaths: [urlOf({ ...group.base, key: path[format] })] }),
    durationInMs: Math.round(duration * 1000),
    ...(video && {
      videoDetails: {
        widthInPx: video.framing.frame.width,
        heightInPx: video.framing.frame.height,
        ...(video.encoder && { averageBitrate: Math.max(0, Math.round(total - (audio?.bitrate ?? 0))) }),
        ...(video.encoder?.settings.rateControlMode === 'QVBR' && {
          qvbrAvgQuality: video.encoder.settings.qvbrSettings?.qvbrQualityLevel ?? 7,
        }),
      },
    }),
  };
}
