import { AUDIO_BITRATE } from '../../../model/limits.ts';
import { numberOf, quoted, textOf, withAttribute, type Attributes } from './attributes.ts';
import type { Master, Variant } from './master.ts';

/** The audio group that a part's variants play with. */
interface Sound {
  readonly group: string;
  /** As RFC 6381 names them. */
  readonly codecs: readonly string[];
}

/** The variants of a part, each with sound: another part's where its own has none, as the sound is made once. */
export function withSound(part: Master, all: readonly Master[]): readonly Variant[] {
  if (soundOf(part)) return part.variants;
  const sound = all.map(soundOf).find(Boolean);
  return sound ? part.variants.map((variant) => beside(variant, sound)) : part.variants;
}

function soundOf({ media, variants }: Master): Sound | undefined {
  const audio = media.find((attributes) => textOf(attributes, 'TYPE') === 'AUDIO');
  const group = audio && textOf(audio, 'GROUP-ID');
  if (!group) return undefined;
  const codecs = variants
    .filter(({ attributes }) => textOf(attributes, 'AUDIO') === group)
    .flatMap(({ attributes }) => codecsOf(attributes).filter(isSound));
  return { group, codecs: [...new Set(codecs)] };
}

/** A variant that is to play with a group must name the group's codecs, and count its bits. */
function beside({ attributes, uri }: Variant, { group, codecs }: Sound): Variant {
  const own = codecsOf(attributes);
  if (own.some(isSound)) return { attributes, uri };
  const changes: [string, string][] = [
    ['BANDWIDTH', String(numberOf(attributes, 'BANDWIDTH') + AUDIO_BITRATE)],
    ['AUDIO', quoted(group)],
  ];
  const average = numberOf(attributes, 'AVERAGE-BANDWIDTH');
  if (average > 0) changes.push(['AVERAGE-BANDWIDTH', String(average + AUDIO_BITRATE)]);
  // None at all says that nobody knows them; the sound's alone would say that there is no picture.
  if (own.length > 0) changes.push(['CODECS', quoted([...own, ...codecs].join(','))]);
  const changed = changes.reduce((list, [name, value]) => withAttribute(list, name, value), attributes);
  return { attributes: changed, uri };
}

const codecsOf = (attributes: Attributes): readonly string[] =>
  (textOf(attributes, 'CODECS') ?? '')
    .split(',')
    .map((codec) => codec.trim())
    .filter(Boolean);

const isSound = (codec: string) => /^(?:mp4a|ac-[34]|ec-3|opus|flac|alac)\b/i.test(codec);
