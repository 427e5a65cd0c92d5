import { parseAttributes, printAttributes, type Attributes } from './attributes.ts';

export interface Variant {
  readonly attributes: Attributes;
  readonly uri: string;
}

/** Pictures for seeking: `I-FRAME` for key frames out of the segments, `IMAGE` for sheets of small pictures. */
export interface TrickPlay {
  readonly kind: 'I-FRAME' | 'IMAGE';
  readonly attributes: Attributes;
}

/** A master playlist, taken apart as far as masters are joined. */
export interface Master {
  /** 0 where none is named. */
  readonly version: number;
  /** Renditions that play beside a variant. */
  readonly media: readonly Attributes[];
  readonly variants: readonly Variant[];
  readonly trickPlay: readonly TrickPlay[];
  /** All other lines, as they are: what we do not know is somebody else's to understand. */
  readonly others: readonly string[];
}

const TAG = /^#EXT-X-(VERSION|MEDIA|STREAM-INF|(?:I-FRAME|IMAGE)-STREAM-INF):(.*)$/;

export function parseMaster(text: string): Master {
  const media: Attributes[] = [];
  const variants: Variant[] = [];
  const trickPlay: TrickPlay[] = [];
  const others: string[] = [];
  let version = 0;
  /** Of the variant whose address is still to come. */
  let pending: Attributes | undefined;
  for (const line of text.split(/\r?\n/).map((line) => line.trimEnd())) {
    const [, tag, rest = ''] = TAG.exec(line) ?? [];
    const attributes = tag && tag !== 'VERSION' ? parseAttributes(rest) : undefined;
    if (tag === 'VERSION') version = Math.max(version, Number(rest) || 0);
    else if (tag === 'STREAM-INF') pending = attributes;
    else if (tag === 'MEDIA' && attributes) media.push(attributes);
    else if (tag && attributes)
      trickPlay.push({ kind: tag === 'IMAGE-STREAM-INF' ? 'IMAGE' : 'I-FRAME', attributes });
    else if (line.startsWith('#')) {
      if (line !== '#EXTM3U') others.push(line);
    } else if (line !== '' && pending) {
      variants.push({ attributes: pending, uri: line });
      pending = undefined;
    }
  }
  return { version, media, variants, trickPlay, others };
}

export const printMaster = ({ version, media, variants, trickPlay, others }: Master) =>
  [
    '#EXTM3U',
    ...(version > 0 ? [`#EXT-X-VERSION:${version}`] : []),
    ...others,
    ...media.map((attributes) => `#EXT-X-MEDIA:${printAttributes(attributes)}`),
    ...variants.flatMap(({ attributes, uri }) => [`#EXT-X-STREAM-INF:${printAttributes(attributes)}`, uri]),
    ...trickPlay.map(({ kind, attributes }) => `#EXT-X-${kind}-STREAM-INF:${printAttributes(attributes)}`),
    '',
  ].join('\n');
