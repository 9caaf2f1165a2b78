import type { DeleteMe, Me, SessionStore, User } from '@parley/sdk';
import { html } from 'lit';
import type { Page, Task, Theme } from '../../state/account.js';
import { stop } from '../intents.js';
import type { Intents } from '../intents.js';

type Intent<Name extends keyof Intents> = CustomEvent<Intents[Name]>;

/** Whose pages they are, and what can be asked for on them. */
export interface PageContext {
  readonly session: SessionStore | null;
  readonly user: User;
  /** The own account, null while it is not loaded. */
  readonly me: Me | null;
  readonly isEmailRequired: boolean;
  /** What becomes of the messages of whoever deletes the account. */
  readonly deletedUsers: unknown;
  readonly task: Task;
  readonly theme: Theme;
  readonly open: (page: Page) => void;
  /** The own account is like this now. */
  readonly take: (me: Me) => void;
  readonly choose: (theme: Theme) => void;
  /** The person logged out; what asked for it tells the chat as well. */
  readonly leave: () => void;
  readonly remove: (proof: DeleteMe) => void;
}

/** A page of the own account. */
export function renderPage(page: Page, context: PageContext) {
  const { session, user } = context;
  if (page === 'picture') return html`<parley-picture .session=${session} .user=${user}></parley-picture>`;
  if (page === 'data') return html`<parley-data .session=${session}></parley-data>`;
  if (page === 'theme') {
    return html`<parley-theme
      .theme=${context.theme}
      @parley-theme=${stop((event: Intent<'parley-theme'>) => context.choose(event.detail.theme))}
    ></parley-theme>`;
  }
  if (page === 'email') {
    return html`<parley-email
      .session=${session}
      .me=${context.me}
      .isRequired=${context.isEmailRequired}
      @parley-me=${stop((event: Intent<'parley-me'>) => context.take(event.detail.me))}
    ></parley-email>`;
  }
  if (page === 'password') {
    return html`<parley-password .session=${session} .username=${user.username}></parley-password>`;
  }
  if (page === 'devices') {
    return html`<parley-devices .session=${session} @parley-log-out=${context.leave}></parley-devices>`;
  }
  return html`<parley-delete-account
    .user=${user}
    .task=${context.task}
    .deletedUsers=${context.deletedUsers}
    @parley-page=${stop((event: Intent<'parley-page'>) => context.open(event.detail.page))}
    @parley-delete-account=${stop((event: Intent<'parley-delete-account'>) => context.remove(event.detail))}
  ></parley-delete-account>`;
}
