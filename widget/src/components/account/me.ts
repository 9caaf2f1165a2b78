import type { Me, PatchMe, User } from '@parley/sdk';
import { html, nothing } from 'lit';
import type { AccountController } from '../../controllers/account-controller.js';
import { accountStrings } from '../../i18n/account-strings.js';
import { waitingAddress } from '../../state/account.js';
import type { Step, Theme, Way } from '../../state/account.js';
import { stop } from '../intents.js';
import type { Intents } from '../intents.js';
import { renderPictureButton, renderRow } from './rows.js';
import type { Opener } from './rows.js';

type Intent<Name extends keyof Intents> = CustomEvent<Intents[Name]>;

/** What is known of the own account, and what can be asked for on its first screen. */
export interface MeContext extends Opener {
  readonly account: Pick<AccountController, 'me' | 'hasMeFailed' | 'saving' | 'load'>;
  readonly closed: ReadonlySet<Way>;
  readonly theme: Theme;
  readonly step: (step: Step) => void;
  readonly save: (profile: PatchMe) => unknown;
  /** The person logged out; what asked for it tells the chat as well. */
  readonly leave: () => void;
  readonly deleteTitle: string;
}

/** Who I am, and below it a section or a row for each thing that can be done about it; the ways out are the last. */
export function renderMe(user: User, context: MeContext) {
  const { account, closed } = context;
  const isGuest = user.kind === 'guest';
  return html`<div class="me">
      ${renderPictureButton(
        context,
        html`<parley-avatar .person=${user.id} .name=${user.displayName} .picture=${user.avatarUrl}></parley-avatar>`,
      )}
      <div class="name"><bdi>${user.displayName}</bdi></div>
      <div class="what">${isGuest ? accountStrings.guest : html`<bdi>@${user.username}</bdi>`}</div>
    </div>
    ${
      isGuest && !closed.has('logIn')
        ? html`<parley-upgrade
            .canUpgrade=${!closed.has('signUp')}
            @parley-step=${stop((event: Intent<'parley-step'>) => context.step(event.detail.step))}
          ></parley-upgrade>`
        : nothing
    }
    <parley-profile
      .me=${account.me}
      .hasFailed=${account.hasMeFailed}
      .task=${account.saving}
      @parley-profile=${stop((event: Intent<'parley-profile'>) => context.save(event.detail))}
      @parley-profile-reload=${stop(() => account.load())}
    ></parley-profile>
    <div class="rows">
      ${
        isGuest
          ? nothing
          : html`${account.me && renderRow('email', context, describeEmail(account.me))}
            ${renderRow('password', context)} ${renderRow('devices', context)}`
      }
      ${renderRow('theme', context, accountStrings.themes[context.theme])} ${renderRow('data', context)}
    </div>
    <div class="out">
      <parley-log-out .guestName=${isGuest ? user.displayName : null} @parley-log-out=${context.leave}></parley-log-out>
      <button type="button" class="quiet" data-page="delete" @click=${() => context.open('delete')}>
        ${context.deleteTitle}
      </button>
    </div>`;
}

/** The address that counts, or is about to. */
function describeEmail(me: Me) {
  const waiting = waitingAddress(me);
  if (waiting !== null) return html`<bdi>${waiting}</bdi><br />${accountStrings.unconfirmed}`;
  return me.email === null ? accountStrings.noEmail : html`<bdi>${me.email}</bdi>`;
}
