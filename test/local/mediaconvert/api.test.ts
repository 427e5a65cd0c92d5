import {
  BadRequestException,
  ConflictException,
  CreateJobCommand,
  CreateQueueCommand,
  DeleteQueueCommand,
  DescribeEndpointsCommand,
  GetJobCommand,
  GetQueueCommand,
  ListJobsCommand,
  ListPresetsCommand,
  ListQueuesCommand,
  ListTagsForResourceCommand,
  MediaConvertClient,
  NotFoundException,
  ProbeCommand,
  SearchJobsCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateQueueCommand,
} from '@aws-sdk/client-mediaconvert';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pattern, picture, sound, startBench, type Bench } from './bench.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await startBench();
});
afterAll(() => bench.stop());

const send: MediaConvertClient['send'] = ((command: never) =>
  bench.client().send(command)) as MediaConvertClient['send'];
/** Jobs of this file wait in a queue that is paused. */
const job = (input = 'film.mp4', more = {}) => bench.job(input, [picture], { Queue: 'waiting', ...more });

describe('CreateJob', () => {
  it('makes one job of a token, also after kill -9, and none of another request with it', async () => {
    const request = job('token.mp4', { ClientRequestToken: 'token', Tags: { cost: 'films' } });
    const { Id, Arn } = await bench.create(request);
    await bench.crash();
    expect((await bench.create(request)).Id).toBe(Id);
    await expect(bench.create({ ...request, Priority: 1 })).rejects.toBeInstanceOf(ConflictException);
    const { ResourceTags } = await send(new ListTagsForResourceCommand({ Arn }));
    expect(ResourceTags).toEqual({ Arn, Tags: { cost: 'films' } });
  });

  const withOutputs = (outputs: unknown[]) => bench.job('film.mp4', outputs as [], { Queue: 'waiting' });
  it.each([
    ['/outputGroups/0/outputs', () => withOutputs([])],
    ['/outputGroups/0/outputs/1/nameModifier', () => withOutputs([picture, picture])],
    [
      '/outputGroups/0/outputs/0/captionDescriptions',
      () => withOutputs([{ ...picture, CaptionDescriptions: [] }]),
    ],
    [
      '/outputGroups/0/outputs/0: In a CMAF',
      () => withOutputs([{ ...picture, AudioDescriptions: sound.AudioDescriptions }]),
    ],
    ['/priority', () => job('film.mp4', { Priority: 51 })],
    ['/clientRequestToken', () => job('film.mp4', { ClientRequestToken: 'a'.repeat(65) })],
    ['/jobTemplate', () => job('film.mp4', { JobTemplate: 'mine' })],
    ['/role', () => job('film.mp4', { Role: 'nobody' })],
    ['/inputs/0/fileInput', () => job('film.mp4', { Settings: { ...job().Settings, Inputs: [{}] } })],
  ])('refuses what is wrong at %s', async (path, request) => {
    const refused = bench.create(request());
    await expect(refused).rejects.toBeInstanceOf(BadRequestException);
    await expect(refused).rejects.toMatchObject({ message: expect.stringContaining(path) });
  });

  it('refuses a body that is no JSON, and one that is too large', async () => {
    const raw = (body: string) => {
      const client = new MediaConvertClient({ ...bench.aws().client, maxAttempts: 1 });
      client.middlewareStack.add(
        (next) => (args) => {
          const request = args.request as { body: string; headers: Record<string, string> };
          request.body = body;
          request.headers['content-length'] = String(Buffer.byteLength(body));
          return next(args);
        },
        { step: 'build', priority: 'low' },
      );
      return client.send(new CreateJobCommand(job())).finally(() => client.destroy());
    };
    await expect(raw('{')).rejects.toBeInstanceOf(BadRequestException);
    await expect(raw(`{"role":"${'a'.repeat(17 * 1024 * 1024)}"}`)).rejects.toMatchObject({
      $metadata: { httpStatusCode: 413 },
    });
  });
});

describe('reading jobs', () => {
  it('lists, filters and turns pages, and searches by input', async () => {
    const ids = [];
    for (const name of ['one.mp4', 'two.mp4', 'three.mp4']) ids.push((await bench.create(job(name))).Id);
    const first = await send(new ListJobsCommand({ Queue: 'waiting', Status: 'SUBMITTED', MaxResults: 2 }));
    expect(first.Jobs?.map(({ Id }) => Id)).toEqual([ids[2], ids[1]]);
    const second = await send(
      new ListJobsCommand({ Queue: 'waiting', MaxResults: 2, NextToken: first.NextToken }),
    );
    expect(second.Jobs?.[0]?.Id).toBe(ids[0]);
    const ascending = await send(new ListJobsCommand({ Queue: 'waiting', Order: 'ASCENDING' }));
    expect(ascending.Jobs?.at(-1)?.Id).toBe(ids[2]);
    expect((await send(new SearchJobsCommand({ InputFile: 'two.mp4' }))).Jobs?.map(({ Id }) => Id)).toEqual([
      ids[1],
    ]);
    expect((await send(new ListJobsCommand({ Status: 'COMPLETE' }))).Jobs).toEqual([]);
    for (const wrong of [{ MaxResults: 21 }, { NextToken: '!' }, { Status: 'DONE' as 'ERROR' }])
      await expect(send(new ListJobsCommand(wrong))).rejects.toBeInstanceOf(BadRequestException);
    await expect(send(new GetJobCommand({ Id: '1-aaaaaa' }))).rejects.toBeInstanceOf(NotFoundException);
  });
});

describe('queues', () => {
  it('are made, changed, listed and taken away, and outlive kill -9', async () => {
    const { Queue } = await send(
      new CreateQueueCommand({ Name: 'own', Description: 'mine', ConcurrentJobs: 1, Tags: { a: 'b' } }),
    );
    expect(Queue).toMatchObject({ Name: 'own', Status: 'ACTIVE', Type: 'CUSTOM', ConcurrentJobs: 1 });
    await expect(send(new CreateQueueCommand({ Name: 'own' }))).rejects.toBeInstanceOf(ConflictException);
    await send(new UpdateQueueCommand({ Name: 'own', Status: 'PAUSED', ConcurrentJobs: 3 }));
    await bench.crash();
    expect((await send(new GetQueueCommand({ Name: 'own' }))).Queue).toMatchObject({
      Status: 'PAUSED',
      ConcurrentJobs: 3,
      Description: 'mine',
    });
    const { Queues = [] } = await send(new ListQueuesCommand({ ListBy: 'NAME' }));
    expect(Queues.map(({ Name }) => Name)).toEqual(['Default', 'films', 'own', 'waiting']);
    const page = await send(new ListQueuesCommand({ ListBy: 'NAME', MaxResults: 3 }));
    const rest = await send(new ListQueuesCommand({ ListBy: 'NAME', NextToken: page.NextToken }));
    expect([...page.Queues!, ...rest.Queues!]).toHaveLength(4);

    await bench.create(job('held.mp4', { Queue: 'own' }));
    await expect(send(new DeleteQueueCommand({ Name: 'own' }))).rejects.toBeInstanceOf(ConflictException);
    await expect(send(new DeleteQueueCommand({ Name: 'Default' }))).rejects.toBeInstanceOf(
      BadRequestException,
    );
    await expect(send(new DeleteQueueCommand({ Name: 'none' }))).rejects.toBeInstanceOf(NotFoundException);
    await send(new CreateQueueCommand({ Name: 'empty' }));
    await send(new DeleteQueueCommand({ Name: 'empty' }));
    await expect(send(new GetQueueCommand({ Name: 'empty' }))).rejects.toBeInstanceOf(NotFoundException);
  });

  it('have the tags of the template, and others', async () => {
    const Arn = bench.aws().outputs['Films']!;
    const tags = async () => (await send(new ListTagsForResourceCommand({ Arn }))).ResourceTags?.Tags;
    expect(await tags()).toEqual({ team: 'films' });
    await send(new TagResourceCommand({ Arn, Tags: { stage: 'test' } }));
    await send(new UntagResourceCommand({ Arn, TagKeys: ['team'] }));
    expect(await tags()).toEqual({ stage: 'test' });
    await expect(send(new ListTagsForResourceCommand({ Arn: `${Arn}x` }))).rejects.toBeInstanceOf(
      NotFoundException,
    );
  });
});

describe('Probe', () => {
  it('tells the tracks of a film, and what is wrong with what is none', async () => {
    await bench.clip('film.mp4', pattern('160x90', 1));
    await bench.put('text.mp4', 'no film');
    const url = (key: string) => `s3://${bench.aws().outputs['Bucket']}/${key}`;
    const probe = (FileUrl: string) => send(new ProbeCommand({ InputFiles: [{ FileUrl }] }));
    const { ProbeResults } = await probe(url('film.mp4'));
    expect(ProbeResults?.[0]?.Container).toMatchObject({
      Format: 'mp4',
      Tracks: [{ TrackType: 'video', Codec: 'AVC', VideoProperties: { Width: 160, Height: 90 } }],
    });
    await expect(probe(url('text.mp4'))).rejects.toBeInstanceOf(BadRequestException);
    await expect(probe(url('none.mp4'))).rejects.toBeInstanceOf(NotFoundException);
    await expect(probe('file:///etc/passwd')).rejects.toBeInstanceOf(BadRequestException);
  });
});

describe('who asks wrongly', () => {
  const as = (credentials: { accessKeyId: string; secretAccessKey: string }) => {
    const client = new MediaConvertClient({ ...bench.aws().client, credentials, maxAttempts: 1 });
    return client.send(new ListJobsCommand({})).finally(() => client.destroy());
  };

  it('is refused in the service’s shape', async () => {
    const { credentials } = bench.aws();
    await expect(as({ ...credentials, secretAccessKey: 'wrong' })).rejects.toMatchObject({
      name: 'InvalidSignatureException',
    });
    await expect(as({ accessKeyId: 'AKIAUNKNOWN', secretAccessKey: 'x' })).rejects.toMatchObject({
      name: 'UnrecognizedClientException',
    });
    await expect(send(new ListPresetsCommand({}))).rejects.toMatchObject({
      name: 'UnknownOperationException',
    });
    expect((await send(new DescribeEndpointsCommand({}))).Endpoints).toEqual([{ Url: bench.aws().urls.aws }]);
  });
});
