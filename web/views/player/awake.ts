/** How long what is over the picture stays after the last movement, in milliseconds. */
const LINGER = 2_500;

/**
 * Marks the player `idle` while it plays and nobody touches anything: then only the picture is seen. What has the keyboard's
 * focus is never hidden. Answers with the way to stop.
 */
export function keepAwake(player: HTMLElement, video: HTMLVideoElement): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const isNeeded = () => video.paused || player.querySelector(':focus-visible, select:focus') !== null;
  const sleep = () => player.classList.toggle('idle', !isNeeded());
  const wake = () => {
    player.classList.remove('idle');
    clearTimeout(timer);
    timer = setTimeout(sleep, LINGER);
  };
  for (const event of ['pointermove', 'pointerdown', 'keydown', 'focusin'])
    player.addEventListener(event, wake);
  for (const event of ['play', 'pause']) video.addEventListener(event, wake);
  player.addEventListener('pointerleave', sleep);
  return () => clearTimeout(timer);
}
