import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Parser, type ParsedPlaylist } from 'm3u8-parser';

/** Fetches as a player does; the answer must be 200. */
export async function fetchOk(url: string, headers: Record<string, string> = {}): Promise<Response> {
  const response = await fetch(url, { headers });
  if (!response.ok) throw new Error(`${response.status} for ${url}: ${await response.text()}`);
  return response;
}

export async function fetchPlaylist(
  url: string,
  headers: Record<string, string> = {},
): Promise<ParsedPlaylist & { readonly text: string }> {
  const text = await (await fetchOk(url, headers)).text();
  const parser = new Parser();
  parser.push(text);
  parser.end();
  return { ...parser.manifest, text };
}

export interface FetchedRendition {
  readonly bytes: Buffer;
  /** Of all segments together. */
  readonly seconds: number;
  readonly segments: number;
  /** Of each segment, in seconds. */
  readonly durations: readonly number[];
  /** Bits per second of the densest segment. */
  readonly peak: number;
}

/** One rendition (or the audio), fetched whole: its init segment and all segments as one file's bytes. */
export async function fetchRendition(playlistUrl: string): Promise<FetchedRendition> {
  const playlist = await fetchPlaylist(playlistUrl);
  if (!playlist.endList) throw new Error(`${playlistUrl} has no end`);
  const [first] = playlist.segments;
  const uris = [...(first?.map ? [first.map.uri] : []), ...playlist.segments.map(({ uri }) => uri)];
  const parts: Buffer[] = [];
  for (const uri of uris) {
    const response = await fetchOk(new URL(uri, playlistUrl).href);
    parts.push(Buffer.from(await response.arrayBuffer()));
  }
  const durations = playlist.segments.map(({ duration }) => duration);
  const media = parts.slice(-durations.length);
  return {
    bytes: Buffer.concat(parts),
    seconds: durations.reduce((sum, duration) => sum + duration, 0),
    segments: durations.length,
    durations,
    peak: Math.max(...media.map(({ length }, index) => (length * 8) / durations[index]!)),
  };
}

export interface ProbedStream {
  readonly codec_type: string;
  readonly codec_name: string;
  readonly codec_tag_string: string;
  readonly width?: number;
  readonly height?: number;
  readonly pix_fmt?: string;
  readonly sample_aspect_ratio?: string;
}

export interface ProbedPacket {
  /** Seconds. */
  readonly pts_time: string;
  /** `K` stands for a key frame. */
  readonly flags: string;
}

/** What ffprobe says of some bytes. */
export async function probe(
  bytes: Buffer,
): Promise<{ streams: ProbedStream[]; packets: ProbedPacket[]; seconds: number }> {
  const directory = await mkdtemp(join(tmpdir(), 'probe-'));
  try {
    const path = join(directory, 'media.mp4');
    await writeFile(path, bytes);
    const args = ['-v', 'error', '-show_streams', '-show_format', '-show_packets', '-of', 'json', path];
    const { stdout } = await promisify(execFile)(process.env['FFPROBE_PATH'] ?? 'ffprobe', args, {
      maxBuffer: 64 * 1024 ** 2,
    });
    const { streams, packets, format } = JSON.parse(stdout) as {
      streams: ProbedStream[];
      packets: ProbedPacket[];
      format: { duration?: string };
    };
    return { streams, packets, seconds: Number(format.duration) };
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
