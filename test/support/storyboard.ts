import { fetchOk } from './hls.ts';
import { decodePicture, type GreyPicture } from './picture.ts';

export interface StoryboardCue {
  /** Seconds. */
  readonly start: number;
  readonly end: number;
  readonly sheet: GreyPicture;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

const CUE = /^(\S+) --> (\S+)\n(\S+)#xywh=(\d+),(\d+),(\d+),(\d+)$/gm;

const seconds = (clock: string) => clock.split(':').reduce((sum, part) => 60 * sum + Number(part), 0);

/** The cues of a storyboard with the sheets that they name, fetched as a player does, and decoded. */
export async function readStoryboard(url: string): Promise<readonly StoryboardCue[]> {
  const sheets = new Map<string, GreyPicture>();
  const cues: StoryboardCue[] = [];
  for (const [, start = '', end = '', uri = '', ...area] of (await (await fetchOk(url)).text()).matchAll(
    CUE,
  )) {
    const [x = 0, y = 0, width = 0, height = 0] = area.map(Number);
    const answer = sheets.get(uri) ? undefined : await fetchOk(new URL(uri, url).href);
    if (answer) sheets.set(uri, await decodePicture(Buffer.from(await answer.arrayBuffer())));
    cues.push({ start: seconds(start), end: seconds(end), sheet: sheets.get(uri)!, x, y, width, height });
  }
  return cues;
}
