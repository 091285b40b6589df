/** The part of the library that our tests use; it brings no types of its own. */
declare module 'oidc-provider' {
  import type { EventEmitter } from 'node:events';
  import type { RequestListener } from 'node:http';

  export interface Context {
    method: string;
    path: string;
    status: number;
    body: Record<string, unknown>;
  }

  interface Model {
    find(value: string): Promise<{ destroy(): Promise<void> } | undefined>;
  }

  export class Provider extends EventEmitter {
    constructor(issuer: string, configuration: object);
    use(middleware: (context: Context, next: () => Promise<void>) => Promise<void>): void;
    callback(): RequestListener;
    RefreshToken: Model;
  }
}
