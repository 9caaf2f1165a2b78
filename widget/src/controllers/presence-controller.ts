import type { Chat, Presence } from '@parley/sdk';
import type { ReactiveController, ReactiveControllerHost } from 'lit';

/** Who of those in the open rooms is here; drawn anew when that changes. */
export class PresenceController implements ReactiveController {
  private seen: Presence = {};
  private undo: (() => void) | null = null;
  private followed: Chat | null = null;

  /** @param chat asked at every render */
  constructor(
    private readonly host: ReactiveControllerHost,
    private readonly chat: () => Chat,
  ) {
    host.addController(this);
  }

  /** How somebody is seen; undefined when they are not here, or it is not known. */
  of(userId: string): 'online' | 'away' | undefined {
    const status = this.seen[userId]?.status;
    return status === 'online' || status === 'away' ? status : undefined;
  }

  /** Whether the person does not wish to be seen, which only they are told. */
  isHidden(ownId: string): boolean {
    return this.seen[ownId]?.status === 'invisible';
  }

  hostUpdate(): void {
    const chat = this.chat();
    if (this.followed === chat) return;
    this.undo?.();
    this.followed = chat;
    this.undo = chat.presence.subscribe((seen) => {
      this.seen = seen;
      this.host.requestUpdate();
    });
  }

  hostDisconnected(): void {
    this.undo?.();
    this.undo = this.followed = null;
  }
}
