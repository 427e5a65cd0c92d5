import { numberOf, printAttributes, sizeOf, type Attributes } from './attributes.ts';
import type { Master } from './master.ts';
import { withSound } from './sound.ts';

const INDEPENDENT = '#EXT-X-INDEPENDENT-SEGMENTS';

/** One master of the masters of all parts of an attempt: the highest variant first, each with the sound of all. */
export function joinMasters(parts: readonly Master[]): Master {
  const all = <Item>(of: (part: Master) => readonly Item[]) => parts.flatMap(of);
  return {
    version: Math.max(...parts.map(({ version }) => version)),
    media: all(({ media }) => media).filter(isFirst(printAttributes)),
    variants: parts
      .flatMap((part) => withSound(part, parts))
      .sort((a, b) => highestFirst(a.attributes, b.attributes)),
    trickPlay: all(({ trickPlay }) => trickPlay).sort((a, b) => highestFirst(a.attributes, b.attributes)),
    others: all(({ others }) => others)
      .filter(isFirst((line) => line))
      // Said of a master it is said of every variant.
      .filter((line) => line !== INDEPENDENT || parts.every(({ others }) => others.includes(line))),
  };
}

/** By the size of the picture; of one size, by what it takes to load. */
const highestFirst = (a: Attributes, b: Attributes) =>
  pixels(b) - pixels(a) || numberOf(b, 'BANDWIDTH') - numberOf(a, 'BANDWIDTH');

function pixels(attributes: Attributes): number {
  const [width = 0, height = 0] = sizeOf(attributes, 'RESOLUTION') ?? [];
  return width * height;
}

/** A filter that lets each text through once. */
function isFirst<Item>(print: (item: Item) => string) {
  const seen = new Set<string>();
  return (item: Item) => seen.size < seen.add(print(item)).size;
}
