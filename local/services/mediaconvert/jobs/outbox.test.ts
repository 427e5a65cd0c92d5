import { expect, it } from 'vitest';
import { silentLog } from '../../../runtime/log.ts';
import type { CloudEvent } from '../../../runtime/peers.ts';
import { createOutbox } from './outbox.ts';

/** An outbox on a list, and an EventBridge that takes `delay` microtasks for each event. */
function bench(delay: number) {
  const stored: { sequence: number; event: CloudEvent }[] = [];
  const taken: string[] = [];
  const put = async ({ detailType }: CloudEvent) => {
    for (let turn = 0; turn < delay; turn++) await undefined;
    taken.push(detailType);
  };
  const store = { nextEvent: () => stored[0], removeEvent: () => void stored.shift() };
  const outbox = createOutbox(store, () => ({ put }), silentLog);
  const add = (detailType: string) => {
    stored.push({ sequence: stored.length, event: { source: 'test', detailType, detail: {} } });
    outbox.flush();
  };
  return { add, taken, outbox };
}

it('forgets no event that is stored at the very moment when it comes to rest', async () => {
  for (let delay = 0; delay < 4; delay++)
    for (let gap = 0; gap < 12; gap++) {
      const { add, taken, outbox } = bench(delay);
      add('first');
      for (let turn = 0; turn < gap; turn++) await undefined;
      add('second');
      await new Promise((resolve) => setImmediate(resolve));
      expect(taken, `delay ${delay}, gap ${gap}`).toEqual(['first', 'second']);
      await outbox.stop();
    }
});
