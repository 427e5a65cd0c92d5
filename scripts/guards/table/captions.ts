import { guards } from '../guard.ts';

const PROCESS = 'functions/process-captions/process-captions.test.ts';
const SETTLE = 'functions/process-captions/settle-update.test.ts';

/** Captions show what was last asked for, and no file that players may have read is written again. */
export const CAPTIONS = [
  ...guards('functions/process-captions/settle-update.ts', SETTLE, {
    'only the revision that is awaited': [
      "'#asked.revision = :revision AND",
      "'#asked.revision IN (:revision, #asked.revision) AND",
    ],
    'only while it is awaited': [
      '#asked.#status = :awaiting',
      '#asked.#status IN (:awaiting, #asked.#status)',
    ],
  }),
  ...guards('functions/process-captions/settle-update.ts', PROCESS, {
    'replaced files are remembered until they went': ['[revision, ...before]', '[revision]'],
  }),
  ...guards('functions/process-captions/process-captions.ts', PROCESS, {
    'what came before is told again': ['(again && isOfRow(row, upload))', 'false'],
    'a file that is not chosen goes': ['if (!isPublished) unnamed.add(revision);', ''],
  }),
  ...guards(
    'functions/process-captions/captions-files.ts',
    'functions/process-captions/captions-files.test.ts',
    {
      'a file is written once': ["IfNoneMatch: '*',", ''],
      'not larger than any form allows': ['if (ContentLength > CAPTIONS_MAX_BYTES) return undefined;', ''],
    },
  ),
];
