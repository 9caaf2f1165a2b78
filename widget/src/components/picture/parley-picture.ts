import type { SessionStore, User } from '@parley/sdk';
import { LitElement, html, nothing } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import { CountdownController } from '../../controllers/countdown-controller.js';
import { PictureController } from '../../controllers/picture-controller.js';
import { accountPageStrings } from '../../i18n/account-page-strings.js';
import { base } from '../../theme/base.styles.js';
import { renderSubmit } from '../account/field.js';
import { formStyles } from '../account/form.styles.js';
import { onEscape } from '../account/on-escape.js';
import type { ParleyCrop } from '../crop/parley-crop.js';
import { pictureStyles } from './parley-picture.styles.js';

const { picture: ownWords } = accountPageStrings;

/** The own picture: chosen from a file or dropped, cut, replaced, removed. */
export class ParleyPicture extends LitElement {
  static override styles = [base, formStyles, pictureStyles];

  @property({ attribute: false }) session: Pick<SessionStore, 'setAvatar' | 'removeAvatar'> | null = null;
  /** Whose picture it is: the person, or a room. */
  @property({ attribute: false }) user: Pick<User, 'id' | 'displayName' | 'avatarUrl'> | null = null;
  /** Other words where it is not the own one. */
  @property({ attribute: false }) words: Partial<typeof ownWords> = {};
  @state() private told = '';
  @state() private isOver = false;
  @query('input') private readonly input!: HTMLInputElement | null;
  @query('parley-crop') private readonly crop!: ParleyCrop | null;
  private zone: Node | null = null;
  private readonly picture = new PictureController(this);
  private readonly wait = new CountdownController(this, () => this.picture.task.task.waitUntil);

  override connectedCallback(): void {
    super.connectedCallback();
    // The whole screen: a file is easily dropped beside what is small.
    this.zone = this.getRootNode();
    this.zone.addEventListener('dragover', this.onDrag);
    this.zone.addEventListener('dragleave', this.onDragLeave);
    this.zone.addEventListener('drop', this.onDrop);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.zone?.removeEventListener('dragover', this.onDrag);
    this.zone?.removeEventListener('dragleave', this.onDragLeave);
    this.zone?.removeEventListener('drop', this.onDrop);
  }

  override render() {
    return this.picture.chosen === null ? this.renderChoice() : this.renderCut(this.picture.chosen);
  }

  private get said(): Readonly<Record<keyof typeof ownWords, unknown>> & typeof ownWords {
    return { ...ownWords, ...this.words };
  }

  private renderChoice() {
    const { user, said: words } = this;
    if (user === null) return nothing;
    const { avatarUrl } = user;
    const { isBusy, problems } = this.picture.task.task;
    return html`<section class=${this.isOver ? 'over' : ''}>
      <parley-avatar
        .person=${user.id}
        .name=${user.displayName}
        .picture=${avatarUrl && `${avatarUrl}?size=512`}
      ></parley-avatar>
      <p class="second">${avatarUrl === null ? words.none : words.seen} <span class="drop">${words.drop}</span></p>
      <div class="ways">
        <button
          type="button"
          class="action choose"
          aria-describedby="note"
          aria-disabled=${isBusy ? 'true' : nothing}
          @click=${() => this.input?.click()}
        >
          <span class=${isBusy ? 'busy' : ''}>${avatarUrl === null ? words.choose : words.replace}</span>
        </button>
        ${
          avatarUrl === null
            ? nothing
            : html`<button type="button" class="plain danger" @click=${this.onRemove}>${words.remove}</button>`
        }
      </div>
      <input
        hidden
        type="file"
        accept="image/png,image/jpeg,image/webp,image/gif,image/avif"
        @change=${this.onChosen}
      />
      <p id="note" class="problem" role="alert">${problems.form}</p>
      <p class="second" role="status">${this.told}</p>
    </section>`;
  }

  private renderCut(chosen: ImageBitmap) {
    const { said: words } = this;
    const { isBusy, problems } = this.picture.task.task;
    return html`<form @submit=${this.onSave} @keydown=${this.onKeyDown}>
      <parley-crop .picture=${chosen} ?inert=${isBusy}></parley-crop>
      <p class="problem" role="alert">${problems.form}</p>
      <div class="save">
        ${renderSubmit(words.save, isBusy, this.wait.leftMs)}
        <button type="button" class="plain" @click=${() => this.cancel()}>${words.cancel}</button>
      </div>
      <p class="only-read" role="status">${isBusy ? words.saving : nothing}</p>
    </form>`;
  }

  private readonly onChosen = (): void => {
    const { input } = this;
    const file = input?.files?.[0];
    // The same file may be chosen again.
    if (input) input.value = '';
    if (file) void this.take(file);
  };

  private readonly onDrag = (event: Event): void => {
    const { dataTransfer } = event as DragEvent;
    if (!dataTransfer?.types.includes('Files')) return;
    // Else the browser leaves the page for the file.
    event.preventDefault();
    this.isOver = true;
  };

  private readonly onDragLeave = (event: Event): void => {
    const { relatedTarget } = event as DragEvent;
    this.isOver = relatedTarget instanceof Node && this.zone?.contains(relatedTarget) === true;
  };

  private readonly onDrop = (event: Event): void => {
    this.isOver = false;
    const file = (event as DragEvent).dataTransfer?.files[0];
    if (file === undefined) return;
    event.preventDefault();
    void this.take(file);
  };

  private async take(file: File): Promise<void> {
    this.told = '';
    if (!(await this.picture.read(file))) return;
    await this.updateComplete;
    this.crop?.focusPart();
  }

  private readonly onRemove = async (): Promise<void> => {
    this.told = '';
    if (await this.picture.remove(this.session)) await this.settle(this.said.removed);
  };

  private readonly onSave = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const { crop } = this;
    if (crop === null || this.picture.task.task.isBusy || this.wait.leftMs > 0) return;
    if (await this.picture.send(this.session, () => crop.cut())) await this.settle(this.said.saved);
  };

  private readonly onKeyDown = onEscape(() => this.cancel());

  private cancel(): void {
    this.picture.drop();
    void this.settle('');
  }

  /** What was pressed is gone. */
  private async settle(told: string): Promise<void> {
    this.told = told;
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>('.choose')?.focus();
  }
}
