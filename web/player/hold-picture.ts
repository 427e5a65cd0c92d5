import { el } from '../dom.ts';

/** Keeps the picture that is seen over the element until the next address has brought one: nothing goes black in between. */
export function holdPicture(video: HTMLVideoElement): void {
  if (video.readyState < video.HAVE_CURRENT_DATA || video.videoWidth === 0) return;
  const held = el('canvas', {
    className: 'held',
    width: video.videoWidth,
    height: video.videoHeight,
    attributes: { 'aria-hidden': 'true' },
  });
  held.getContext('2d')?.drawImage(video, 0, 0);
  video.after(held);
  for (const event of ['loadeddata', 'error'])
    video.addEventListener(event, () => held.remove(), { once: true });
}
