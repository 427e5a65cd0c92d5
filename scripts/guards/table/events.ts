import { guards } from '../guard.ts';

const EVENTS_TEST = 'functions/job-events/job-events.test.ts';
const FAILURES = 'functions/job-events/failures.test.ts';
const STRAYS = 'functions/job-events/strays.test.ts';
const TAKE_STEP = 'functions/job-events/take-step.test.ts';

/** Whatever is heard of jobs, late, twice or in whatever order, leads where the status machine says, and once. */
export const EVENTS = [
  ...guards('functions/job-events/step-update.ts', EVENTS_TEST, {
    'a step is of the video’s owner': ["update.compare('ownerId', '=', step.ownerId),", ''],
    'a step is of the current attempt': ["update.compare('attempt', '=', step.attempt),", ''],
    'a step leads on from where the video is': ["update.among('status', from),", ''],
    'a step is of the job that is known': ["update.missingOr(names.jobId, '=', jobId), ", ''],
    'a job is done once': [', update.missing(names.done)', ''],
    'progress rises': ["update.only(update.missingOr(percent, '<', step.percent));", ';'],
    'the same percent is no news': ["'<', step.percent", "'<=' as '<', step.percent"],
    'what the other part is decides the way': ['if (otherDone !== undefined)', 'if (false)'],
  }),
  ...guards('functions/job-events/step-update.ts', EVENTS_TEST, {
    'nobody comes back to what is ready': [".remove('open', 'leaseUntil')", ''],
    'the early part does not overrule the whole': [
      '`if_not_exists(${update.name(name)}, ${update.value(value)})`',
      'update.value(value)',
    ],
    'the renditions of both parts are kept': ['list_append(${kept}, ${added})', '${added}'],
  }),
  ...guards('functions/job-events/take-step.ts', TAKE_STEP, {
    'a refused step goes the way that the row says': ['way = wayFrom(result.row, step);', 'way = undefined;'],
    'another attempt follows the current job’s fault alone': [
      'isCurrent(update, step).build()',
      'update.build()',
    ],
  }),
  ...guards('functions/shared/fresh-attempt.ts', 'functions/shared/fresh-attempt.test.ts', {
    'an attempt is followed once': ["update.compare('attempt', '=', after),", ''],
    'an attempt follows only from some states': ["update.among('status', from),", ''],
    'an attempt is begun by its owner’s events': ["update.compare('ownerId', '=', video.ownerId),", ''],
  }),
  ...guards('functions/shared/fail-video.ts', FAILURES, {
    'somebody comes back to what failed': [', open: openShard(id), leaseUntil', ''],
  }),
  ...guards('functions/job-events/consequences.ts', FAILURES, {
    'what a failed attempt made goes': [
      "if (row.status === 'FAILED') await clearFailed(dependencies, row);",
      '',
    ],
  }),
  ...guards('functions/shared/leftovers.ts', FAILURES, {
    'nobody comes back only after all is cleared away': [
      'const isClear = await clearLeftovers(dependencies, row);',
      'await closeVideo(dependencies.videos, row);\n  const isClear = await clearLeftovers(dependencies, row);',
    ],
  }),
  ...guards('functions/job-events/job-failure.ts', FAILURES, {
    'attempts come to an end': ['isPassing(errorCode) && tries < TRIES_MAX', 'isPassing(errorCode)'],
  }),
  ...guards('functions/job-events/job-events.ts', EVENTS_TEST, {
    'what came before is published again': ['(applied || (again && wasTaken(row, step)))', 'applied'],
    'what another event said is not told twice': ['(again && wasTaken(row, step))', 'wasTaken(row, step)'],
    'what was overtaken is not told': ['(again && wasTaken(row, step))', 'again'],
  }),
  ...guards('functions/job-events/consequences.ts', EVENTS_TEST, {
    'another attempt is looked at': [
      'await sendLook(looks, row.id, ((row.leaseUntil ?? 0) - now()) / 1_000);',
      '',
    ],
    'what a followed attempt made goes': ['return deleteAttempt(outputs, row, step.attempt);', 'return;'],
    'the file of what is ready is tagged': ["if (row.status === 'READY') await tagSource(uploads, row);", ''],
  }),
  ...guards('functions/job-events/strays.ts', STRAYS, {
    'a job that nobody waits for is canceled': ['await cancelJob(transcoder, step.jobId);', ';'],
    'what a deleted video’s job made goes': ['await deleteAll(dependencies, step);', ';'],
    'a late job’s files go': ['await deleteAttempt(outputs, row, step.attempt);', ';'],
    'who is not the owner takes nothing': ['row.ownerId !== step.ownerId || ', ''],
    'a second job for the same work takes nothing of the first': [
      "else if (kind === 'FOLLOWED') await",
      "else if (kind !== 'FAILED') await",
    ],
    'posters of others stay': ['if (token) await', 'await'],
  }),
];
