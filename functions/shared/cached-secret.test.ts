import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { describe, expect, test } from 'vitest';
import { cachedSecret } from './cached-secret.ts';
import { answering } from './testing.ts';

/** Secrets Manager as far as one secret goes. */
const secrets = (...answers: (string | undefined)[]) => {
  let asked = 0;
  const client = new SecretsManagerClient(
    answering(() => {
      const text = answers[asked++];
      return text === undefined
        ? { status: 400, body: '{"__type":"ResourceNotFoundException"}' }
        : { status: 200, body: JSON.stringify({ SecretString: text }) };
    }),
  );
  let now = 0;
  return {
    ...cachedSecret(client, 'secret', () => now),
    asked: () => asked,
    pass: (ms: number) => (now += ms),
  };
};

describe('a secret', () => {
  test('is fetched once for many, and again after a while', async () => {
    const { read, asked, pass } = secrets('old', 'new');
    expect(await Promise.all([read(), read(), read()])).toEqual(['old', 'old', 'old']);
    pass(5 * 60 * 1_000 - 1);
    await read();
    expect(asked()).toBe(1);
    pass(1);
    expect(await read()).toBe('new');
  });

  test('is asked for again after a failure, and when it holds no text', async () => {
    const { read } = secrets(undefined, '', 'text');
    await expect(read()).rejects.toThrow();
    await expect(read()).rejects.toThrow('The secret secret holds no text.');
    expect(await read()).toBe('text');
  });

  test('is fetched before its time for whom it does not serve, but once a minute at most', async () => {
    const { read, readAgain, asked, pass } = secrets('old', 'new');
    await read();
    pass(60 * 1_000 - 1);
    for (let call = 0; call < 1_000; call += 1) expect(await readAgain()).toBe('old');
    expect(asked()).toBe(1);
    pass(1);
    expect(await Promise.all([readAgain(), readAgain()])).toEqual(['new', 'new']);
    expect(await read()).toBe('new');
    expect(asked()).toBe(2);
  });
});
