import { gunzipSync } from 'node:zlib';
import { GetObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/cloudfront-signer';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { API, batch, policy, startBench, type Bench } from './bench.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await startBench();
});
afterAll(() => bench.stop());

describe('the API', () => {
  it('makes an invalidation once for a reference, and tells of it', async () => {
    const made = await bench.invalidate(['/a/*', '/b.txt'], 'once');
    expect(made.status).toBe(201);
    const id = /<Id>(I[A-Z0-9]+)<\/Id>/.exec(made.text)![1]!;
    expect(made.headers.get('location')).toMatch(new RegExp(`/invalidation/${id}$`));
    expect((await bench.invalidate(['/a/*', '/b.txt'], 'once')).text).toContain(`<Id>${id}</Id>`);
    const other = await bench.invalidate(['/c'], 'once');
    expect([other.status, other.text]).toEqual([
      409,
      expect.stringContaining('<Code>InvalidationBatchAlreadyExists</Code>'),
    ]);
    const path = `${API}/${bench.outputs['Distribution']}/invalidation`;
    const found = await bench.api('GET', `${path}/${id}`);
    expect(found.text).toContain('<Quantity>2</Quantity><Items><Path>/a/*</Path><Path>/b.txt</Path></Items>');
    expect(found.text).toContain('<Status>Completed</Status>');
    expect((await bench.api('GET', path)).text).toContain(`<InvalidationSummary><Id>${id}</Id>`);
  });

  it('tells what a distribution is', async () => {
    const { text } = await bench.api('GET', `${API}/${bench.outputs['Distribution']}`);
    expect(text).toContain(`<DomainName>${bench.outputs['DomainName']}</DomainName>`);
    expect(text).toContain('<Items><CNAME>films.example</CNAME></Items>');
    expect((await bench.api('GET', API)).text).toContain(`<Id>${bench.outputs['Second']}</Id>`);
  });

  it.each([
    ['no body', '', 'MissingBody', 400],
    ['no XML', '<InvalidationBatch>', 'MalformedXML', 400],
    ['a document type', `<!DOCTYPE a [<!ENTITY b "c">]>${batch(['/a'], 'x')}`, 'MalformedXML', 400],
    ['no paths', batch([], 'x'), 'InvalidArgument', 400],
    ['a wrong count', batch(['/a'], 'x', 2), 'InconsistentQuantities', 400],
    ['a path without its slash', batch(['a'], 'x'), 'InvalidArgument', 400],
    ['a star inside', batch(['/a*b'], 'x'), 'InvalidArgument', 400],
    [
      'too many paths',
      batch(
        Array.from({ length: 3001 }, (_, index) => `/${index}`),
        'x',
      ),
      'BatchTooLarge',
      413,
    ],
  ])('refuses %s', async (_what, body, code, status) => {
    const answer = await bench.api('POST', `${API}/${bench.outputs['Distribution']}/invalidation`, body);
    expect([answer.status, answer.text]).toEqual([status, expect.stringContaining(`<Code>${code}</Code>`)]);
    expect(answer.text).toMatch(/^<\?xml version="1\.0"\?>\n<ErrorResponse xmlns=/);
  });

  it('refuses who does not sign, signs wrongly, or asks for what is not there', async () => {
    const path = `${API}/${bench.outputs['Distribution']}`;
    const wrong = await bench.api('GET', path, '', { secretAccessKey: 'wrong' });
    expect([wrong.status, wrong.text]).toEqual([403, expect.stringContaining('SignatureDoesNotMatch')]);
    expect((await fetch(`${bench.urls.aws}${path}`)).status).toBeGreaterThanOrEqual(400);
    expect(await bench.api('GET', `${API}/E0000000000000`)).toMatchObject({
      status: 404,
      text: expect.stringContaining('<Code>NoSuchDistribution</Code>'),
    });
    expect(await bench.api('GET', `${path}/invalidation/I1`)).toMatchObject({
      status: 404,
      text: expect.stringContaining('<Code>NoSuchInvalidation</Code>'),
    });
    expect((await bench.api('PATCH', path)).text).toContain('<Code>UnknownOperationException</Code>');
  });
});

it('survives kill -9 with its names, keys and invalidations, and delivers its logs when it ends in order', async () => {
  await bench.invalidate(['/before'], 'before the crash');
  await bench.again('kill');
  expect(bench.outputs['DomainName']).toBe(`localhost:${new URL(bench.cdn).port}`);
  const again = await bench.invalidate(['/other'], 'before the crash');
  expect(again.text).toContain('InvalidationBatchAlreadyExists');
  const url = getSignedUrl({ url: `${bench.cdn}/private/film.ts`, policy: policy('*'), ...bench.signer() });
  expect(await (await fetch(url)).text()).toBe('for those who may');

  const bucket = bench.outputs['Logs']!;
  await bench.again('stop');
  const { Contents: logs = [] } = await bench
    .s3()
    .send(new ListObjectsV2Command({ Bucket: bucket, Prefix: 'cdn/' }));
  expect(logs).toHaveLength(1);
  expect(logs[0]!.Key).toMatch(
    new RegExp(`^cdn/${bench.outputs['Distribution']}\\.\\d{4}-\\d\\d-\\d\\d-\\d\\d\\.[0-9a-f]{8}\\.gz$`),
  );
  const { Body } = await bench.s3().send(new GetObjectCommand({ Bucket: bucket, Key: logs[0]!.Key }));
  const [version, fields, line] = gunzipSync(await Body!.transformToByteArray())
    .toString()
    .split('\n');
  expect(version).toBe('#Version: 1.0');
  const values = line!.split('\t');
  expect(values).toHaveLength(fields!.replace('#Fields: ', '').split(' ').length);
  expect(values.slice(5, 9)).toEqual([
    'GET',
    `${bench.outputs['Distribution']!.toLowerCase()}.cloudfront.net`,
    '/private/film.ts',
    '200',
  ]);
});
