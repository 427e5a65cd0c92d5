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

/** One rendition (or the audio), fetched whole: its init segment and all segments as one file's bytes. */
export async function fetchRendition(
  playlistUrl: string,
): Promise<{ bytes: Buffer; seconds: number; segments: number }> {
  const playlist = await fetchPlaylist(playlistUrl);
  if (!playlist.endList) throw new Error(`${playlistUrl} has no end`);
  const [first] = playlist.segments;
  const uris = [...(first?.map ? [first.map.uri] : []), ...playlist.segments.map(({ uri }) => uri)];
  const parts: Buffer[] = [];
  for (const uri of uris) {
    const response = await fetchOk(new URL(uri, playlistUrl).href);
    parts.push(Buffer.from(await response.arrayBuffer()));
  }
  const seconds = playlist.segments.reduce((sum, { duration }) => sum + duration, 0);
  return { bytes: Buffer.concat(parts), seconds, segments: playlist.segments.length };
}

export interface ProbedStream {
  readonly codec_type: string;
  readonly codec_name: string;
  readonly width?: number;
  readonly height?: number;
}

/** What ffprobe says of some bytes. */
export async function probe(bytes: Buffer): Promise<{ streams: ProbedStream[]; seconds: number }> {
  const directory = await mkdtemp(join(tmpdir(), 'probe-'));
  try {
    const path = join(directory, 'media.mp4');
    await writeFile(path, bytes);
    const args = ['-v', 'error', '-show_streams', '-show_format', '-of', 'json', path];
    const { stdout } = await promisify(execFile)(process.env['FFPROBE_PATH'] ?? 'ffprobe', args);
    const { streams, format } = JSON.parse(stdout) as {
      streams: ProbedStream[];
      format: { duration?: string };
    };
    return { streams, seconds: Number(format.duration) };
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
