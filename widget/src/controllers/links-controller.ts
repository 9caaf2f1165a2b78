import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { RoomView } from '../state/room-view.js';

/** The chat around: what it shows passes through `decorate`. */
interface ChatAround {
  view: Pick<RoomView, 'ways'>;
  decorate: (view: RoomView) => RoomView;
}

/** Who is told when a chat learns whether it shows links. */
const watched = new WeakMap<ChatAround, Set<() => void>>();

const areShownIn = ({ ways }: Pick<RoomView, 'ways'>): boolean => ways.links?.enabled !== false;

/** Whether the place shows addresses as links, of whichever chat its host is in; drawn anew when that becomes known. */
export class LinksController implements ReactiveController {
  private chat: ChatAround | null = null;
  private readonly told = (): void => this.host.requestUpdate();

  constructor(private readonly host: ReactiveControllerHost & HTMLElement) {
    host.addController(this);
  }

  get areShown(): boolean {
    return this.chat === null || areShownIn(this.chat.view);
  }

  hostConnected(): void {
    this.chat = chatAround(this.host);
    if (this.chat !== null) watch(this.chat).add(this.told);
  }

  hostDisconnected(): void {
    if (this.chat !== null) watched.get(this.chat)?.delete(this.told);
  }
}

function watch(chat: ChatAround): Set<() => void> {
  const known = watched.get(chat);
  if (known) return known;
  const all = new Set<() => void>();
  watched.set(chat, all);
  const { decorate } = chat;
  let wereShown = areShownIn(chat.view);
  chat.decorate = (view) => {
    const areShown = areShownIn(view);
    // Once the view is the chat's.
    if (areShown !== wereShown) queueMicrotask(() => all.forEach((tell) => tell()));
    wereShown = areShown;
    return decorate(view);
  };
  return all;
}

function chatAround(element: HTMLElement): ChatAround | null {
  for (let root = element.getRootNode(); root instanceof ShadowRoot; root = root.host.getRootNode()) {
    if (root.host.localName === 'parley-chat') return (root.host as HTMLElement & { chat: ChatAround }).chat;
  }
  return null;
}
