import type { Environment } from './environment.js';

/** Largest JSON body and socket frame, in bytes. */
export const maxBodyBytes = 256 * 1024;

/** Where the server listens, and what browsers call it. */
export class HttpConfig {
  readonly port: number;
  readonly host: string;
  /** Address that browsers use, without trailing slash; `undefined` = the request's own scheme and Host. */
  readonly publicUrl: string | undefined;
  /** Express's `trust proxy` setting. */
  readonly trustProxy: boolean | number | string;
  /** Largest JSON body and socket frame, in bytes. */
  readonly maxBodyBytes = maxBodyBytes;

  constructor(env: Environment) {
    this.port = env.PORT;
    this.host = env.HOST;
    this.publicUrl = env.PUBLIC_URL;
    this.trustProxy = env.TRUST_PROXY;
  }
}
