import { captionsRecords } from '../../../model/captions.ts';
import { quoted, withAttribute, type Attributes } from './attributes.ts';
import type { Master } from './master.ts';

const GROUP = quoted('captions');

/** Captions that players can choose. */
export interface Subtitles {
  readonly language: string;
  readonly label: string;
  readonly revision: string;
}

export const subtitlesOf = (row: object): readonly Subtitles[] =>
  captionsRecords(row).flatMap(({ language, published }) =>
    published ? [{ language, label: published.label, revision: published.revision }] : [],
  );

/** A master whose every variant can be watched with these subtitles. */
export function withSubtitles(master: Master, subtitles: readonly Subtitles[]): Master {
  if (subtitles.length === 0) return master;
  const labels = subtitles.map(({ label }) => label);
  return {
    ...master,
    media: [...master.media, ...subtitles.map((one) => rendition(one, labels))],
    variants: master.variants.map(({ attributes, uri }) => ({
      attributes: withAttribute(attributes, 'SUBTITLES', GROUP),
      uri,
    })),
  };
}

/** No two renditions of a group may have one name. */
function rendition({ language, label, revision }: Subtitles, labels: readonly string[]): Attributes {
  const isOnly = labels.filter((other) => other === label).length === 1;
  return [
    ['TYPE', 'SUBTITLES'],
    ['GROUP-ID', GROUP],
    ['NAME', quoted(isOnly ? label : `${label} (${language})`)],
    ['LANGUAGE', quoted(language)],
    ['AUTOSELECT', 'YES'],
    ['DEFAULT', 'NO'],
    ['FORCED', 'NO'],
    ['URI', quoted(`../../captions/${language}-${revision}/index.m3u8`)],
  ];
}
