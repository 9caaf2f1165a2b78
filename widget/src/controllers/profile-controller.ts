import { ChatError } from '@parley/sdk';
import type { Chat, Profile } from '@parley/sdk';
import type { ReactiveController, ReactiveControllerHost } from 'lit';

/** What somebody says about themselves, asked for when it is first to be shown. */
export class ProfileController implements ReactiveController {
  /** Why it could not be read; '' while nothing went wrong. */
  code = '';
  private profile: Profile | null = null;
  private asked: string | null = null;
  private ending: AbortController | null = null;

  /** @param chat asked at every reading */
  constructor(
    private readonly host: ReactiveControllerHost,
    private readonly chat: () => Chat,
  ) {
    host.addController(this);
  }

  hostDisconnected(): void {
    this.ending?.abort();
    this.asked = null;
  }

  /** The profile of somebody; null until it is there. */
  of(userId: string): Profile | null {
    if (this.asked !== userId) void this.read(userId);
    return this.profile?.id === userId ? this.profile : null;
  }

  /** Reads it again. */
  async read(userId: string): Promise<void> {
    this.ending?.abort();
    const { signal } = (this.ending = new AbortController());
    this.asked = userId;
    this.code = '';
    try {
      const profile = await this.chat().people.get(userId, { signal });
      if (signal.aborted) return;
      this.profile = profile;
    } catch (error) {
      if (signal.aborted) return;
      this.code = error instanceof ChatError ? error.code : 'other';
    }
    this.host.requestUpdate();
  }
}
