import { guards } from '../guard.ts';

const SUBMIT = 'functions/submit-job/submit-job.test.ts';
const TAKEN = 'functions/submit-job/claims.test.ts';
const CONDITIONS = 'functions/submit-job/conditions.test.ts';
const REPLAY = 'functions/submit-job/replay.test.ts';
const BROKEN_OFF = 'functions/submit-job/interruptions.test.ts';

/** One claim of a video, one job for each part of an attempt, made from the very bytes that were claimed. */
export const CLAIMS = [
  ...guards('functions/submit-job/claims.ts', TAKEN, {
    'a video is claimed once': ["update.compare('status', '=', 'AWAITING_UPLOAD')", "'attribute_exists(id)'"],
  }),
  ...guards('functions/submit-job/claims.ts', CONDITIONS, {
    'who takes over has seen the last lease': [
      "leaseUntil === undefined ? update.missing('leaseUntil') : update.compare('leaseUntil', '=', leaseUntil),",
      '',
    ],
    'nobody takes over a video that has its job': ["update.missing('jobId'),", ''],
    'nobody takes over a video that came to its end': ["update.among('status', UNDER_WAY),", ''],
    'who lost the lease changes nothing': [
      "update.compare('claimedBy', '=', video.claimedBy),\n      update.compare('leaseUntil', '=', video.leaseUntil),",
      '',
    ],
  }),
  ...guards('functions/submit-job/decide.ts', TAKEN, {
    'a lease is waited for': [
      "isOurs || now >= (row.leaseUntil ?? 0) ? 'TAKE_OVER' : 'IGNORE'",
      "'TAKE_OVER'",
    ],
    'a dead receiver’s lease is not waited for': ['return isOurs || now', 'return now'],
    'a form that is sent again claims nothing': [
      "if (row.status === 'AWAITING_UPLOAD') return",
      'if (!isSettled(row.status)) return',
    ],
  }),
  ...guards('functions/submit-job/make-jobs.ts', TAKEN, {
    'jobs of who came before are looked for': [
      'takenOver ? await findJobs(transcoder, places.queueArn, video) : { ids: {} }',
      '{ ids: {} }',
    ],
    'no job is made twice': [
      'video[PART_ATTRIBUTES[part.part].jobId] ?? found.ids[part.part]',
      'undefined as string | undefined',
    ],
    'an attempt goes on in as many parts as it began': [
      'video.split ?? found.split ?? earlyPlayable',
      'earlyPlayable',
    ],
  }),
  ...guards('functions/submit-job/make-jobs.ts', BROKEN_OFF, {
    'a worker that dies every time does not come back for ever': [
      "if (video.starts > STARTS_MAX) return { failure: 'TRANSCODE_FAILED' };",
      '',
      /dies every time/,
    ],
  }),
  ...guards('functions/submit-job/jobs.ts', CONDITIONS, {
    'only jobs of this attempt are found': ["|| UserMetadata['attempt'] !== String(attempt)", ''],
  }),
  ...guards('functions/submit-job/uploaded-file.ts', REPLAY, {
    'only the claimed bytes are pinned': ['CopySourceIfMatch: `"${etag}"`,', ''],
  }),
  ...guards('functions/submit-job/pin.ts', REPLAY, {
    'a deleted video leaves no copy': [
      'if (!(await readVideo(table, video.id))) await deleteFile(uploads, key);',
      '',
    ],
  }),
  ...guards('functions/submit-job/pin.ts', BROKEN_OFF, {
    'what the form brought goes, whoever pinned the file': [
      'await deleteForms(uploads, claimed);',
      '',
      /only the sweeper comes/,
    ],
  }),
  ...guards('functions/submit-job/outcome.ts', CONDITIONS, {
    'a second job does not take the place of the first': ["update.missingOr(jobId, '=', id)", ''],
    'a job is recorded only while its attempt is under way': ["update.among('status', UNDER_WAY), ", ''],
    'a job is recorded for its own attempt': [", update.compare('attempt', '=', attempt)", ''],
    'only who has the claim ends a video': ["update.compare('claimedBy', '=', video.claimedBy),", ''],
    'a video that has its job is not ended for want of one': ["update.missing('jobId'),", ''],
  }),
  ...guards('functions/submit-job/submit-job.ts', SUBMIT, {
    'a file whose video was deleted goes': [
      "'look' in task ? undefined : deleteSource(uploads, videoId)",
      'undefined',
    ],
    'what may not have been told is told again': ["if (decision === 'TELL_AGAIN') return publish(row);", ''],
  }),
  ...guards('functions/submit-job/submit-job.ts', BROKEN_OFF, {
    'what could not be told brings the message back': ['if (untold) throw untold;', '', /could not be told/],
    'a service in trouble is not asked for ever': [
      "if (video.starts >= STARTS_MAX) return { failure: 'TRANSCODE_FAILED' };",
      '',
      /for good/,
    ],
    'who leaves a service alone says when to look again': [
      'if (waiting) await sendLook(queue, video.id, seconds + 1);',
      '',
      /at "probe"/,
    ],
  }),
  ...guards('functions/submit-job/job-request.ts', 'functions/submit-job/job-request.test.ts', {
    'a request that is repeated makes the same job': ['.update(`${id}/', '.update(`${Math.random()}/'],
  }),
];
