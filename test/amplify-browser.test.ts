import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { build } from 'esbuild';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { launchBrowser } from './support/browser.ts';
import { newPerson } from './support/people.ts';

const outputs = inject('outputs');

/** A page that a stranger might write, with nothing but the library: what it heard and read is its answer. */
const PAGE = /* JavaScript */ `
  import { Amplify } from 'aws-amplify';
  import { generateClient } from 'aws-amplify/api';
  import { signIn } from 'aws-amplify/auth';
  import { Hub, parseAmplifyConfig } from 'aws-amplify/utils';

  globalThis.run = async (outputs, user) => {
    const config = parseAmplifyConfig(outputs);
    config.Auth.Cognito.userPoolEndpoint = outputs.custom.playhead.awsEndpoint;
    Amplify.configure(config);
    await signIn(user);
    const client = generateClient();
    const connected = new Promise((resolve) =>
      Hub.listen('api', ({ payload }) => payload.data.connectionState === 'Connected' && resolve()),
    );
    const heard = new Promise((next, error) =>
      client.graphql({ query: 'subscription { onMyVideoStatus { videoId status } }' }).subscribe({ next, error }),
    );
    await connected;
    const { data } = await client.graphql({
      query: \`mutation($input: CreateUploadInput!) {
        createUpload(input: $input) { videoId url fields { name value } }
      }\`,
      variables: {
        input: { title: 'Empty', kind: 'SHORT', filename: 'a', contentType: 'video/mp4', sizeBytes: 0 },
      },
    });
    const { videoId, url, fields } = data.createUpload;
    const form = new FormData();
    for (const { name, value } of fields) form.append(name, value);
    form.append('file', new Blob([]));
    await fetch(url, { method: 'POST', body: form });
    const guest = await client.graphql({
      query: 'query($videoId: ID!) { video(id: $videoId) { id } }',
      variables: { videoId },
      authMode: 'apiKey',
    });
    return { videoId, heard: (await heard).data.onMyVideoStatus, guest: guest.data };
  };
`;

let browser: Browser;
let site: Server;
beforeAll(async () => {
  browser = await launchBrowser();
  site = createServer((_request, response) => response.setHeader('content-type', 'text/html').end('<p>'));
  await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve));
});
afterAll(async () => {
  await browser?.close();
  site.close();
});

it('aws-amplify 6 signs in, uploads and listens on a page of another origin', async () => {
  const person = await newPerson(outputs);
  const { outputFiles } = await build({
    stdin: { contents: PAGE, resolveDir: import.meta.dirname },
    bundle: true,
    format: 'iife',
    write: false,
    logLevel: 'silent',
  });
  const page = await browser.newPage();
  await page.goto(`http://localhost:${(site.address() as AddressInfo).port}/`);
  await page.addScriptTag({ content: outputFiles[0]!.text });
  const answer = await page.evaluate(
    ([given, { username, password }]) =>
      (
        globalThis as unknown as { run(...given: unknown[]): Promise<{ videoId: string; heard: unknown }> }
      ).run(given, { username, password }),
    [outputs, person] as const,
  );
  expect(answer).toEqual({
    videoId: answer.videoId,
    heard: { videoId: answer.videoId, status: 'UPLOADED' },
    guest: { video: null },
  });
});
