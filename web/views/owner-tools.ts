import { deleteVideo, type Video } from '../api/catalogue.ts';
import { el } from '../dom.ts';
import { hrefOf } from '../routes.ts';
import { confirmDialog } from './dialog.ts';
import { editDialog } from './edit-dialog.ts';

/** What only the owner of a video is offered. */
export function ownerTools(video: Video, changed: (video: Video) => void): HTMLElement {
  const edit = el('button', { type: 'button', dataset: { testid: 'edit' } }, 'Edit');
  edit.addEventListener('click', () => editDialog(video, (changes) => changed({ ...video, ...changes })));
  const remove = el('button', { type: 'button', dataset: { testid: 'delete' } }, 'Delete');
  remove.addEventListener('click', () =>
    confirmDialog({
      question: `Delete “${video.title}”?`,
      consequence: 'The video and every file of it go for good.',
      action: 'Delete',
      async act() {
        await deleteVideo(video.id);
        location.hash = hrefOf({ view: 'studio' });
      },
    }),
  );
  return el('div', { className: 'tools' }, edit, remove);
}
