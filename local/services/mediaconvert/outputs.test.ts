import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateJobCommand, type Output, type VideoDescription } from '@aws-sdk/client-mediaconvert';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  H264,
  cmafJob,
  ffprobe,
  makeClip,
  manifestOf,
  pattern,
  picture,
  sound,
  startBench,
  tone,
  type Bench,
} from './testing.ts';

let bench: Bench;
let clips: string;

beforeAll(async () => {
  bench = await startBench();
  clips = mkdtempSync(join(tmpdir(), 'clips-'));
  clip('film.mp4', [...pattern('320x180', 3.1), ...tone(3.1), ...H264]);
});

afterAll(async () => {
  await bench.stop();
  rmSync(clips, { recursive: true, force: true });
});

function clip(name: string, args: readonly string[]): string {
  bench.put('in', name, makeClip(join(clips, name), args));
  return `s3://in/${name}`;
}

/** A job with a CMAF group and a group of files, run to its end. */
async function run(input: string, cmaf: readonly Output[], files: readonly Output[] = []) {
  const request = cmafJob(input, [...cmaf]);
  const groups = request.Settings!.OutputGroups!;
  if (cmaf.length === 0) groups.pop();
  if (files.length > 0)
    groups.push({
      OutputGroupSettings: {
        Type: 'FILE_GROUP_SETTINGS',
        FileGroupSettings: { Destination: 's3://out/files/one' },
      },
      Outputs: [...files],
    });
  const { Job } = await bench.client.send(new CreateJobCommand(request));
  return bench.event(['COMPLETE', 'ERROR'], Job?.Id);
}

const file = (modifier: string, video: VideoDescription | undefined, audio = true): Output => ({
  NameModifier: modifier,
  ContainerSettings: { Container: 'MP4' },
  ...(video && { VideoDescription: video }),
  ...(audio && { AudioDescriptions: sound.AudioDescriptions }),
});

/** Time stamps and bytes of a file's packets, picture or sound. */
function packets(path: string, kind: 'v' | 'a') {
  const read = ffprobe(path, `packet=pts_time,dts_time,size,codec_type,flags`) as {
    packets: { codec_type: string; pts_time: string; size: string; flags: string }[];
  };
  return read.packets
    .filter(({ codec_type }) => codec_type.startsWith(kind))
    .map(({ pts_time, size, flags }) => ({ time: Number(pts_time), size, key: flags.startsWith('K') }));
}

/** A rendition's init and media segments as one file. */
function joined(modifier: string, extension = 'cmfv'): string {
  const { segments } = manifestOf(bench.text('out', `films/one${modifier}.m3u8`));
  const names = [`one${modifier}init.${extension}`, ...segments.map(({ uri }) => uri)];
  const path = join(clips, `joined${modifier}.mp4`);
  writeFileSync(path, Buffer.concat(names.map((name) => readFileSync(bench.object('out', `films/${name}`)))));
  return path;
}

describe('a file whose picture a segmented output has too', () => {
  it('has that very picture, its own sound in time with it, and its index at its head', async () => {
    const rung = picture('_180', 180);
    const end = await run('s3://in/film.mp4', [rung, picture('_90', 90)], [file('', rung.VideoDescription)]);
    expect(end).toMatchObject({
      status: 'COMPLETE',
      outputGroupDetails: [
        { outputDetails: [{ durationInMs: 3100 }, {}] },
        { outputDetails: [{ outputFilePaths: ['s3://out/files/one.mp4'] }] },
      ],
    });
    const path = bench.object('out', 'files/one.mp4');
    expect(packets(path, 'v')).toEqual(packets(joined('_180'), 'v'));
    const [video, audio] = [packets(path, 'v'), packets(path, 'a')];
    const first = (times: { time: number }[]) => Math.min(...times.map(({ time }) => time));
    expect(first(video)).toBeCloseTo(0, 3);
    // The encoder's delay of 1024 samples, which players take off again.
    expect(first(audio)).toBeCloseTo(-0.0213, 3);
    expect(audio.at(-1)!.time).toBeCloseTo(3.1, 1);
    const bytes = readFileSync(path);
    expect(bytes.indexOf('moov')).toBeLessThan(bytes.indexOf('mdat'));
    expect(ffprobe(path, 'stream=codec_name,codec_tag_string').streams).toEqual([
      { codec_name: 'h264', codec_tag_string: 'avc1' },
      { codec_name: 'aac', codec_tag_string: 'mp4a' },
    ]);
  });
});
