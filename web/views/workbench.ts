import { cancelUpload, createUpload, type OwnVideo, type UploadPlan } from '../api/studio.ts';
import { el, messageOf } from '../dom.ts';
import { createLibrary } from '../library.ts';
import { keepUpToDate } from '../live.ts';
import { createSendings } from '../sendings.ts';
import { sendFile } from '../upload.ts';
import { captionsView } from './captions.ts';
import { listView } from './list.ts';
import { makerOf } from './making.ts';
import { stageView } from './stage.ts';
import { beginningOf, uploadForm, type Beginning } from './upload-form.ts';
import type { View } from './view.ts';
import { bytes } from './words.ts';

export interface Workbench {
  /** To look at. What is being sent goes on when it is left. */
  view(): View;
  /** Begins a video. */
  send(file: File): void;
  /** Ends everything. */
  stop(): void;
}

/** The studio: a stage, a place to drop files, and the caller's videos. */
export function workbench(): Workbench {
  const stage = stageView((card) => makerFor(card));
  const captions = captionsView((card) => library.merge([card]));
  const list = listView((id) => {
    select(id);
    // On a phone the list is far below.
    stage.element.scrollIntoView({ block: 'nearest' });
  });
  const notice = el('p', { className: 'notice', attributes: { role: 'status' } });
  const library = createLibrary(show);
  /** Videos whose file this page is sending have nothing to show but that. */
  const sendings = createSendings(async (id) => library.merge([await cancelUpload(id)]));
  let selected: string | undefined;

  function show(): void {
    list.show(library.videos(), selected);
    const card = selected === undefined ? undefined : library.find(selected);
    captions.show(card);
    if (card && !sendings.has(card.id)) stage.video(card);
  }

  const makerFor = (video: Pick<OwnVideo, 'id' | 'title'>) =>
    makerOf(video, {
      cancel: sendings.cancel,
      told: (answer) => library.merge([answer]),
      failed: (error) => stage.problem(video.title, messageOf(error), () => makerFor(video).retry()),
    });

  function select(id: string | undefined): void {
    selected = id;
    show();
  }

  async function begin(file: File, beginning: Beginning): Promise<void> {
    const { title } = beginning;
    selected = undefined;
    stage.sending({ title, sentPercent: 0, detail: bytes(file.size) });
    try {
      const plan = await createUpload({
        ...beginning,
        filename: file.name,
        contentType: file.type || 'application/octet-stream',
        sizeBytes: file.size,
      });
      library.merge([plan.video]);
      await send(file, plan, title);
    } catch (error) {
      stage.problem(title, messageOf(error), () => void begin(file, beginning));
    }
  }

  async function send(file: File, plan: UploadPlan, title: string): Promise<void> {
    const { videoId: id } = plan;
    const { cancel } = makerFor(plan.video);
    const sending = sendings.send(id, (signal) =>
      sendFile(
        file,
        plan,
        (sent) => {
          if (selected !== id) return;
          const sentPercent = file.size === 0 ? 100 : (100 * sent) / file.size;
          stage.sending({ title, sentPercent, detail: `${bytes(sent)} of ${bytes(file.size)}`, cancel });
        },
        signal,
      ),
    );
    select(id);
    try {
      await sending;
      if (selected === id) show();
    } catch (error) {
      if (selected === id) stage.problem(title, messageOf(error), () => void send(file, plan, title));
    }
  }

  const warn = (event: BeforeUnloadEvent) => {
    if (sendings.any()) event.preventDefault();
  };
  window.addEventListener('beforeunload', warn);
  const stopUpdates = keepUpToDate(library, (error) => {
    notice.textContent = `News do not arrive: ${messageOf(error)}`;
  });
  stage.nothing();
  show();
  const element = el(
    'div',
    { className: 'workbench' },
    el('div', { className: 'main' }, stage.element, captions.element),
    el(
      'aside',
      {},
      notice,
      uploadForm((file, beginning) => void begin(file, beginning)),
      list.element,
    ),
  );

  return {
    view: () => ({
      title: 'Studio',
      element,
      stop() {
        // Nothing plays where nobody looks.
        select(undefined);
        stage.nothing();
      },
    }),
    send: (file) => void begin(file, beginningOf(file)),
    stop() {
      stopUpdates();
      window.removeEventListener('beforeunload', warn);
    },
  };
}
