import { Injectable } from '@nestjs/common';
import { HttpConfig } from '../config/http.config.js';

/**
 * What the links in mails begin with. Never what a request says of itself: whoever asks for a mail to somebody else would
 * choose where its link leads.
 */
@Injectable()
export class LinkBase {
  private listeningAt: string | undefined;

  constructor(private readonly config: HttpConfig) {}

  /** Tells where the server listens, for want of a `PUBLIC_URL`. */
  listensAt(url: string): void {
    this.listeningAt = url;
  }

  /** Without trailing slash. */
  get url(): string {
    const url = this.config.publicUrl ?? this.listeningAt;
    if (url === undefined) throw new Error('mails are written before the server listens');
    return url;
  }
}
