/** A place in S3: `s3://bucket/key`. */
export interface Location {
  readonly bucket: string;
  readonly key: string;
}

/** `undefined` for what is not an `s3://` URL with a key. */
export function parseLocation(url: string): Location | undefined {
  const match = /^s3:\/\/([^/]+)\/([^]+)$/.exec(url);
  return match ? { bucket: match[1]!, key: match[2]! } : undefined;
}

export const urlOf = ({ bucket, key }: Location): string => `s3://${bucket}/${key}`;

/**
 * Where a group's files go: a destination that ends in `/` takes the input file's name without its
 * extension, any other ends in the base name itself.
 */
export function groupBase(destination: string, inputUrl: string): Location {
  const [, bucket = '', prefix = ''] = /^s3:\/\/([^/]+)\/([^]*)$/.exec(destination) ?? [];
  if (prefix !== '' && !prefix.endsWith('/')) return { bucket, key: prefix };
  const file = inputUrl.slice(inputUrl.lastIndexOf('/') + 1);
  const dot = file.lastIndexOf('.');
  return { bucket, key: prefix + (dot > 0 ? file.slice(0, dot) : file) };
}

/** `FRAMES` are captured pictures of their own, `SHEETS` many small ones in each file. */
export type Format = 'CMAF' | 'TS' | 'MP4' | 'FRAMES' | 'SHEETS';

const count = (index: number, digits: number) => String(index).padStart(digits, '0');

/** The files of one output, named as the service names them. Segments count from 1, captured frames from 0. */
export interface OutputNames {
  readonly playlist: string;
  /** The playlist of key frames alone. */
  readonly iFrames: string;
  readonly init: string;
  readonly segment: (index: number) => string;
  readonly file: string;
}

export function outputNames(
  base: string,
  output: { readonly nameModifier?: string; readonly extension?: string; readonly segmentModifier?: string },
  kind: { readonly format: Format; readonly video: boolean },
): OutputNames {
  const stem = base + (output.nameModifier ?? '');
  const media = output.extension ?? (kind.video ? 'cmfv' : 'cmfa');
  const segments = stem + (output.segmentModifier ?? '');
  return {
    playlist: `${stem}.m3u8`,
    iFrames: `${stem}_iframe.m3u8`,
    init: `${stem}init.${media}`,
    segment: (index) => {
      if (kind.format === 'CMAF') return `${segments}_${count(index, 9)}.${media}`;
      if (kind.format === 'TS') return `${segments}_${count(index, 5)}.${output.extension ?? 'ts'}`;
      if (kind.format === 'SHEETS') return `${stem}_${count(index, 9)}.jpg`;
      return `${stem}.${count(index, 7)}.${output.extension ?? 'jpg'}`;
    },
    file: `${stem}.${output.extension ?? 'mp4'}`,
  };
}
