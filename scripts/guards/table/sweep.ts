import { guards } from '../guard.ts';

const SWEEP_TEST = 'functions/sweep/sweep.test.ts';
const CONDITIONS = 'functions/sweep/conditions.test.ts';
const DECIDE = 'functions/sweep/decide.test.ts';

/** Whatever was lost is found, and what is at work is left alone. */
export const SWEEP = [
  ...guards('functions/sweep/decide.ts', DECIDE, {
    'only a lease that is over': ['open !== undefined && leaseUntil <= now', 'open !== undefined'],
    'what was heard of lately is left alone': [
      'if (now < newsEnd) return { acts: [], leaseUntil: newsEnd };',
      '',
    ],
    'a missing job is looked for': ['if (!hasAllJobs(row, split)) return', 'if (false) return'],
    'a file is waited for until nothing can be sent': [
      "if (now >= end) return { acts: [{ kind: 'EXPIRE' }] };",
      '',
    ],
    'a job that is done is not asked about': [
      'row[jobId] !== undefined && row[done] !== true',
      'row[jobId] !== undefined',
    ],
  }),
  ...guards('functions/sweep/sweep-video.ts', SWEEP_TEST, {
    'S3 is asked before a file is given up': [
      'upload && (await objectExists(uploads, sourceKey(row.id)))',
      'upload && objectExists === undefined',
    ],
    'MediaConvert is asked before anything is said of a job': [
      'for (const part of parts) jobs.push',
      'for (const part of parts.slice(2)) jobs.push',
    ],
    'the lease is moved on': [
      'if (leaseUntil !== undefined && !(await moveLease(videos, row, leaseUntil))) return;',
      '',
    ],
    'somebody comes back to a job that may still write': [
      'await moveLease(videos, row, now() + CANCEL_LEASE_MS);',
      ';',
    ],
    'an end is told of before nobody comes back': [
      'await publish(row);\n  if (!(await clearFailed',
      'if (!(await clearFailed',
    ],
  }),
  ...guards('functions/sweep/sweep-video.ts', CONDITIONS, {
    'only what is still due': ['if (!row || !isDue(row, now())) return;', 'if (!row) return;'],
    'who has changed the video meanwhile is at work': [
      "update.compare('leaseUntil', '=', row.leaseUntil),",
      '',
    ],
    'a file that came at the last moment counts': [
      "update.compare('status', '=', 'AWAITING_UPLOAD'),",
      "'attribute_exists(id)',",
    ],
  }),
  ...guards('functions/sweep/job-facts.ts', CONDITIONS, {
    'a job is lost when MediaConvert says so, and not when it says nothing': [
      'if (!(error instanceof NotFoundException)) throw error;',
      '',
    ],
  }),
  ...guards('functions/sweep/sweep.ts', SWEEP_TEST, {
    'what is wrong with one video waits behind the others': [
      'await postpone(videos, id, now())',
      'await Promise.resolve()',
    ],
    'a run ends in time': ['if (remainingMs() < RESERVE_MS) {', 'if (remainingMs() < 0) {'],
    'what could not be done is heard of': [
      'if (failed > 0) throw new Error(`${failed} of ${ids.length} videos could not be come back to.`);',
      '',
    ],
  }),
];
