import { retryProcessing, type OwnVideo } from '../api/studio.ts';
import { confirmDialog } from './dialog.ts';
import type { Maker } from './panel.ts';

/** What an owner can do about the making of a video. */
export function makerOf(
  video: { readonly id: string; readonly title: string },
  ports: {
    readonly cancel: (id: string) => Promise<void>;
    /** What a change was answered with. */
    readonly told: (card: OwnVideo) => void;
    readonly failed: (error: unknown) => void;
  },
): Maker {
  return {
    retry: () => void retryProcessing(video.id).then(ports.told, ports.failed),
    cancel: () =>
      confirmDialog({
        question: `Cancel “${video.title}”?`,
        consequence: 'It ends here, and what has arrived of it is deleted.',
        action: 'Cancel the video',
        dismiss: 'Go on',
        act: () => ports.cancel(video.id),
      }),
  };
}
