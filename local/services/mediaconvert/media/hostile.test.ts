import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { H264, makeClip, pattern } from '../testing.ts';
import { GUARDED_INPUT } from './input-guard.ts';
import { runTool } from './guarded-process.ts';
import { withoutNetwork } from './no-network.ts';
import { probeFile } from './probe.ts';
import { aviWithPlaylist, pointingTexts } from './testing.ts';

const directory = mkdtempSync(join(tmpdir(), 'hostile-'));
let listener: Server;
let address: string;
let calls = 0;
/** A film that lies beside the hostile file, and must not be found by it. */
let canary: string;

beforeAll(async () => {
  listener = createServer((socket) => {
    calls += 1;
    socket.destroy();
  });
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
  address = `http://127.0.0.1:${(listener.address() as AddressInfo).port}/segment.ts`;
  canary = makeClip(join(directory, 'canary.ts'), [...pattern('64x64', 1), ...H264]);
});
afterAll(() => {
  listener.close();
  rmSync(directory, { recursive: true, force: true });
});

const write = (name: string, content: string | Buffer) => {
  const path = join(directory, `${name}.mp4`);
  writeFileSync(path, content);
  return path;
};
const probe = (path: string) => probeFile('ffprobe', { path, uri: 's3://in/film.mp4', directory });
const OPTIONS = { directory, limit: 30_000, onOutput: () => undefined };
/** What a job does with a file: everything that can be decoded is. */
const decode = (path: string, guard: readonly string[] = GUARDED_INPUT) =>
  runTool('ffmpeg', ['-v', 'error', '-xerror', ...guard, '-i', path, '-f', 'null', '-'], OPTIONS);
/** ffprobe as it is by itself. */
const bare = (path: string, ...more: string[]) =>
  promisify(execFile)('ffprobe', ['-v', 'error', ...more, '-i', path], { cwd: directory }).then(
    () => 'opened',
    () => 'refused',
  );
const NETWORK = ['-protocol_whitelist', 'file,http,tcp,crypto,data'];

describe('a file that points elsewhere', () => {
  it('is no media file, whatever it is called, and is not followed', async () => {
    const before = calls;
    for (const [name, text] of Object.entries(pointingTexts(address)))
      await expect(probe(write(name, text)), name).rejects.toMatchObject({ code: 1010 });
    for (const [name, text] of Object.entries(pointingTexts('canary.ts')))
      expect((await decode(write(name, text))).code, name).not.toBe(0);
    expect(calls).toBe(before);
  });

  it('is not even asked for where it is no file', async () => {
    const { code, complaint } = await decode(address);
    expect(code).not.toBe(0);
    expect(complaint).toContain("Protocol 'http' not on whitelist");
  });

  it('would be followed without the guard', async () => {
    expect(await bare(write('relative', pointingTexts('canary.ts')['concat']!))).toBe('opened');
    const before = calls;
    await bare(write('fetching', pointingTexts(address)['hls']!), ...NETWORK);
    expect(calls).toBeGreaterThan(before);
  });

  it('reaches no network even where its protocol is allowed, on a system that can keep it away', async () => {
    const before = calls;
    const path = write('fetching', pointingTexts(address)['hls']!);
    await runTool('ffprobe', [...NETWORK, '-i', path], OPTIONS);
    const kept = (await withoutNetwork()).length > 0;
    expect(calls > before).toBe(!kept);
  });

  it('is not read as the subtitles of an AVI', async () => {
    const image = makeClip(join(directory, 'one.jpg'), [...pattern('64x64', 1), '-frames:v', '1']);
    const before = calls;
    for (const to of [address, canary]) {
      const path = write('avi', aviWithPlaylist(readFileSync(image), 64, 10, to));
      const source = await probe(path);
      expect(source).toMatchObject({ format: 'avi', video: { codec: 'mjpeg' }, audio: [] });
      expect(source.others).toMatchObject([{ kind: 'data', codec: 'unknown' }]);
      await decode(path);
    }
    expect(calls).toBe(before);
  });
});

/** Writes 16-bit numbers at a distance from every place where a name stands. */
function patched(bytes: Buffer, name: Buffer | string, offset: number, ...values: number[]): Buffer {
  for (let at = bytes.indexOf(name); at >= 0; at = bytes.indexOf(name, at + 1))
    values.forEach((value, index) => bytes.writeUInt16BE(value, at + offset + 2 * index));
  return bytes;
}

describe('a file that asks for too much', () => {
  it('is described although its pictures are too large to be decoded', async () => {
    const path = makeClip(join(directory, 'jpeg.mov'), [...pattern('64x64', 1, 5), '-c:v', 'mjpeg']);
    // Both the container and each picture say so.
    const container = patched(readFileSync(path), 'jpeg', 28, 65_535, 65_535);
    const image = patched(container, Buffer.from([0xff, 0xc0]), 5, 65_535, 65_535);
    const { video } = await probe(write('huge', image));
    expect(video).toMatchObject({ codec: 'mjpeg', width: 65_535, height: 65_535 });
  });

  it('has no picture decoded that is larger than the limit', async () => {
    const size = 8448;
    const args = ['-f', 'lavfi', '-i', `color=s=${size}x${size}:d=0.1:r=10`, '-frames:v', '1'];
    const path = makeClip(join(directory, 'large.mov'), [...args, '-c:v', 'mjpeg', '-pix_fmt', 'yuvj420p']);
    expect((await decode(path)).code).not.toBe(0);
    expect((await decode(path, [])).code).toBe(0);
    expect((await probe(path)).video).toMatchObject({ width: size, height: size });
  });

  it('has its tracks counted without decoding any when there are hundreds', async () => {
    const tracks = Array.from({ length: 300 }, () => ['-map', '1:a']).flat();
    const tone = ['-f', 'lavfi', '-i', 'sine=duration=0.1:sample_rate=8000'];
    const path = makeClip(join(directory, 'many.mov'), [
      ...[...pattern('64x64', 0.2, 5), ...tone, '-map', '0:v', ...tracks],
      ...['-c:v', 'libx264', '-preset', 'ultrafast', '-c:a', 'pcm_s16le'],
    ]);
    const { video, audio } = await probe(path);
    expect(audio).toHaveLength(300);
    // What only a decoder knows is not known.
    expect(video).toMatchObject({ codec: 'h264', pixelFormat: '' });
    expect((await decode(path)).complaint).toContain('exceeds max_streams');
  });

  it('has a codec named that nobody may decode here', async () => {
    const path = makeClip(join(directory, 'game.avi'), [...pattern('64x64', 1, 5), '-c:v', 'msvideo1']);
    expect((await probe(path)).video).toMatchObject({ codec: 'msvideo1', width: 64, height: 64 });
    const { code, complaint } = await decode(path);
    expect(code).not.toBe(0);
    expect(complaint).toContain('not on whitelist');
  });

  it('is given up when ffprobe cannot stop talking', async () => {
    const talks = join(directory, 'talks');
    writeFileSync(talks, '#!/bin/sh\nyes "{"', { mode: 0o755 });
    await expect(probeFile(talks, { path: canary, uri: 'u', directory })).rejects.toMatchObject({
      code: 1010,
    });
  });
});

describe('a locked film', () => {
  const locked = (name: string, ...more: string[]) =>
    makeClip(join(directory, name), [
      ...[...pattern('64x64', 1), '-f', 'lavfi', '-i', 'sine=duration=1', ...H264, ...more],
      ...['-encryption_scheme', 'cenc-aes-ctr', '-encryption_key', '76a6c65c5ea762046bd749a2e632ccbb'],
      ...['-encryption_kid', 'a7e61c373e219033c21091fa607bf3b8'],
    ]);

  it('is known by its tracks, its index at either end', async () => {
    for (const path of [locked('last.mp4'), locked('first.mp4', '-movflags', '+faststart')])
      expect(await probe(path)).toMatchObject({
        video: { codec: 'h264', encrypted: true },
        audio: [{ codec: 'aac', encrypted: true }],
      });
  });

  it('is no open one', async () => {
    const open = makeClip(join(directory, 'open.mp4'), [...pattern('64x64', 1), ...H264]);
    expect((await probe(open)).video).not.toHaveProperty('encrypted');
  });
});
