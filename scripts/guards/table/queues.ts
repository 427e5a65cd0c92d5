import { guards } from '../guard.ts';

/** No message is lost, none is tried for ever, and one bears nothing for another. */
export const QUEUES = [
  ...guards('functions/shared/batch.ts', 'functions/shared/batch.test.ts', {
    'poison goes to the dead letters at once': ['!(error instanceof Poison) && ', ''],
    'what fails for the last time goes there with its reason': [
      ' && receives(message) < dead.maxReceives',
      '',
    ],
    'what cannot be buried stays in the queue': [
      "could not be sent', { messageId, error: cause as Error });\n    return false;",
      "could not be sent', { messageId, error: cause as Error });\n    return true;",
    ],
    'what failed goes back': ['batchItemFailures.push({ itemIdentifier: messageId });', ''],
    'what was sent back from there came before': ['|| message.messageAttributes[REASON] !== undefined', ''],
  }),
  ...guards('functions/shared/look.ts', 'functions/shared/look.test.ts', {
    'no look waits longer than a queue can': ['Math.min(DELAY_MAX_SECONDS, ', '('],
  }),
];
