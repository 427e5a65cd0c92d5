import { parseText } from 'media-captions';
import { tilesOf, type Tile } from '../../client/index.ts';

/** Fetches a storyboard. */
export async function loadStoryboard(url: string): Promise<Tile[]> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`The storyboard was answered with ${response.status}.`);
  const { cues } = await parseText(await response.text());
  return tilesOf(cues, url);
}
