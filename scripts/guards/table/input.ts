import { guards } from '../guard.ts';

/** What no job could use, or what would use the job for something else, is refused before there is one. */
export const INPUT = [
  ...guards('functions/submit-job/input/container.ts', 'functions/submit-job/input/container.test.ts', {
    'only containers of a list': ['if (CONTAINERS.has(mime)) return undefined;', 'return undefined;'],
    'no AVI with a track of text': [
      "if (mime === 'video/vnd.avi' && hasSubtitles(bytes)) return 'UNSUPPORTED_CODEC';",
      '',
    ],
    'no endless tags': ['tags <= TAGS_MAX', 'tags <= 10_000'],
  }),
  ...guards('functions/submit-job/input/source.ts', 'functions/submit-job/input/source.test.ts', {
    'not too many tracks': ["if (tracks.length > TRACKS_MAX) return 'TOO_MANY_TRACKS';", ''],
    'not too long': ["if (duration > DURATION_MAX_SECONDS) return 'TOO_LONG';", ''],
    'not longer in any track': [
      'Math.max(container?.Duration ?? 0, ...tracks.map(({ Duration = 0 }) => Duration))',
      'container?.Duration ?? 0',
    ],
    'no picture and no sound is no video': ["if (!video && !audio) return 'NOT_A_VIDEO';", ''],
    'only codecs of a list (sound)': ['audio && !AUDIO_CODECS.has(audio.Codec)', 'false'],
    'only codecs of a list (pictures)': ["if (!VIDEO_CODECS.has(codec)) return 'UNSUPPORTED_CODEC';", ''],
    'a picture has a size': [
      "if (!size) return 'CORRUPT';",
      'if (!size) return { width: 640, height: 360, highRange: false };',
    ],
    'not too large as it is shown': ['isTooLarge(size) ||', ''],
    'not too large as it is stored': [
      '|| isTooLarge({ width: video.Width ?? 0, height: video.Height ?? 0 })',
      '',
    ],
    'not too long a side': ['Math.max(width, height) > SIDE_MAX ||', ''],
    'not too many pixels': ['|| width * height > PIXELS_MAX', ''],
    'not too small': ["if (Math.min(size.width, size.height) < SIDE_MIN) return 'PICTURE_TOO_SMALL';", ''],
    'not too fast': [
      "if (frameRate && framesPerSecond(frameRate) > RATE_MAX) return 'UNSUPPORTED_RATE';",
      '',
    ],
  }),
  ...guards('functions/submit-job/input/examine.ts', 'functions/submit-job/submit-job.test.ts', {
    'an empty file is no video': ["if (start.sizeBytes === 0) return 'EMPTY_FILE';", ''],
    'not larger than announced': ["if (start.sizeBytes > announced) return 'TOO_LARGE';", ''],
    'the first bytes come before any probe': ['fault ?? probe', 'probe'],
    'what Probe refuses is the file’s fault': [
      "if (error instanceof BadRequestException || error instanceof UnprocessableEntityException)\n      return 'CORRUPT';",
      '',
    ],
  }),
];
