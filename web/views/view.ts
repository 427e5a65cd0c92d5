/** What fills the page. */
export interface View {
  readonly element: HTMLElement;
  /** What the window's title says, as soon as it is known. */
  readonly title: string;
  /** The view is left: nothing of it goes on. */
  stop?(): void;
}
