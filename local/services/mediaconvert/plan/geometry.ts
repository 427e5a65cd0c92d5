import type { VideoDescription } from '../settings/settings.ts';
import { valueOf } from '../media/rational.ts';
import type { VideoTrack } from '../media/source.ts';

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** How a picture reaches its output size: scaled whole, then padded or cropped to the frame. */
export interface Framing {
  readonly picture: Size;
  readonly frame: Size;
}

/** 4:2:0 pictures have even sides. */
export const even = (length: number): number => Math.max(2, Math.round(length / 2) * 2);

/** Clockwise degrees by which the job turns the picture. */
export function turnOf(rotate: string | undefined, video: VideoTrack): number {
  if (rotate === 'AUTO') return video.rotation;
  return Number(/\d+/.exec(rotate ?? '')?.[0] ?? 0);
}

/** The picture's size as shown: turned, and with square pixels. */
export function shownSize(video: VideoTrack, turn: number): Size {
  const width = video.width * valueOf(video.pixelAspect);
  return turn % 180 === 0 ? { width, height: video.height } : { width: video.height, height: width };
}

/**
 * Output size by the service's rules: neither side given keeps the source's size, one given keeps its
 * shape, both given follow `scalingBehavior` (DEFAULT letterboxes). Outputs have square pixels always.
 */
export function framing(shown: Size, wanted: VideoDescription): Framing {
  const aspect = shown.width / shown.height;
  const whole = (size: Size): Framing => ({ picture: size, frame: size });
  const { width, height } = wanted;
  if (!width && !height) return whole({ width: even(shown.width), height: even(shown.height) });
  if (!width) return whole({ width: even(height! * aspect), height: height! });
  if (!height) return whole({ width, height: even(width / aspect) });
  const inside = Math.min(width / shown.width, height / shown.height);
  const scaled = (factor: number): Size => ({
    width: even(shown.width * factor),
    height: even(shown.height * factor),
  });
  const frame = { width, height };
  switch (wanted.scalingBehavior) {
    case 'STRETCH_TO_OUTPUT':
      return whole(frame);
    case 'FILL': {
      const picture = scaled(Math.max(width / shown.width, height / shown.height));
      return {
        picture: { width: Math.max(picture.width, width), height: Math.max(picture.height, height) },
        frame,
      };
    }
    case 'FIT':
      return whole(scaled(inside));
    case 'FIT_NO_UPSCALE':
      return whole(scaled(Math.min(inside, 1)));
    default: {
      const picture = scaled(inside);
      // Bars of a pixel or two would come from rounding only.
      if (width - picture.width <= 2 && height - picture.height <= 2) return whole(frame);
      return {
        picture: { width: Math.min(picture.width, width), height: Math.min(picture.height, height) },
        frame,
      };
    }
  }
}
