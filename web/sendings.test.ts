import { describe, expect, it } from 'vitest';
import { createSendings } from './sendings.ts';

/** A transfer that goes on until it is told to stop. */
const endless = (signal: AbortSignal) =>
  new Promise<void>((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(new Error('aborted')));
  });

describe('what a page is sending', () => {
  it('is ended before the server is told, and is then no failure', async () => {
    const order: string[] = [];
    const sendings = createSendings(async (id) => void order.push(`server ${id}`));
    const sent = sendings.send('v', (signal) => {
      signal.addEventListener('abort', () => order.push('transfer'));
      return endless(signal);
    });
    expect(sendings.has('v')).toBe(true);
    await sendings.cancel('v');
    expect(await sent).toBe(false);
    expect(order).toEqual(['transfer', 'server v']);
    expect(sendings.any()).toBe(false);
  });

  it('is not ended with another one', async () => {
    const sendings = createSendings(async () => {});
    void sendings.send('a', endless);
    await sendings.cancel('b');
    expect(sendings.has('a')).toBe(true);
  });

  it('says what went wrong, and that it arrived', async () => {
    const sendings = createSendings(async () => {});
    await expect(sendings.send('v', () => Promise.reject(new Error('lost')))).rejects.toThrow('lost');
    expect(await sendings.send('v', async () => {})).toBe(true);
    expect(sendings.any()).toBe(false);
  });

  it('that is sent no more can still be canceled on the server, which may refuse', async () => {
    const sendings = createSendings(() => Promise.reject(new Error('It is READY.')));
    await expect(sendings.cancel('v')).rejects.toThrow('It is READY.');
  });
});
