import { readFileSync } from 'node:fs';
import { ProbeCommand, type Track } from '@aws-sdk/client-mediaconvert';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { examine } from '../../../functions/submit-job/input/examine.ts';
import { sourceOf } from '../../../functions/submit-job/input/source.ts';
import type { Size } from '../../../model/ladder.ts';
import { outputsOf, partsOf } from '../../../model/profiles.ts';
import type { Source } from '../../../model/source.ts';
import { MATRIX, matrixFile, type MatrixName, type MatrixSource } from '../../support/sources/matrix.ts';
import { startBench, type Bench } from './bench.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await startBench();
});
afterAll(() => bench.stop());

const text = ({ width, height }: Size) => `${width}x${height}`;
const inOrder = (pictures: readonly Size[] = []) => pictures.map(text).join(' ');
const rateOf = ({ VideoProperties: video }: Track) =>
  video?.FrameRate && `${video.FrameRate.Numerator}/${video.FrameRate.Denominator}`;

/** What becomes of a source, in the words of the matrix: by the service's own Probe and the code that asks it. */
async function whatBecomes(name: MatrixName) {
  const bytes = readFileSync(await matrixFile(name));
  await bench.put(name, bytes);
  const bucket = { client: bench.s3(), name: bench.aws().outputs['Bucket']! };
  const url = `s3://${bucket.name}/${name}`;
  const { ProbeResults } = await bench.client().send(new ProbeCommand({ InputFiles: [{ FileUrl: url }] }));
  const { Container: container } = ProbeResults![0]!;
  const source = await examine(bucket, bench.client(), { key: name, announced: bytes.length, url });
  return { container: container!, probed: sourceOf(ProbeResults![0]!), source };
}

describe('the matrix of sources', () => {
  it('is large', () => expect(Object.keys(MATRIX).length).toBeGreaterThanOrEqual(25));

  it.each(Object.entries<MatrixSource>(MATRIX))(
    '%s has the ladder that was written for it',
    async (name, expected) => {
      const { container, probed, source } = await whatBecomes(name as MatrixName);
      const { Tracks: tracks = [], Duration: duration } = container;
      expect(tracks.map(({ Codec: codec }) => codec).join(' ')).toBe(expected.codecs);
      expect(Math.abs(duration! - expected.seconds)).toBeLessThan(0.1);
      expect(tracks.map(rateOf).find(Boolean)).toBe(expected.rate);

      // Not refused for its bytes either.
      expect(source).toEqual(probed);
      expect(source).toBeTypeOf('object');
      const { picture, hasAudio } = source as Source;
      expect(picture && text(picture)).toBe(expected.size);
      expect(picture?.highRange ?? false).toBe(expected.highRange ?? false);
      expect(hasAudio).toBe(!expected.silent);

      const parts = partsOf(outputsOf('STANDARD', source as Source), true);
      const early = parts.find(({ part }) => part === 'EARLY');
      const full = parts.find(({ part }) => part === 'FULL')!;
      const made = [full, early].flatMap((part) => (part ? [inOrder(part.outputs.stream?.pictures)] : []));
      expect(made.join(' | ')).toBe(expected.ladder);
      expect((early ?? full).outputs.stream?.sound).toBe(!expected.silent);
      expect(full.outputs.files).toHaveLength(1);
      expect(inOrder(full.outputs.files.flatMap(({ picture: one }) => one ?? []))).toBe(expected.file);
    },
  );
});
