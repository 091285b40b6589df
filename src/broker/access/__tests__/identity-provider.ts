import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import type { Provider } from 'oidc-provider';

const running: IdentityProvider[] = [];

afterEach(async () => {
  await Promise.all(running.splice(0).map(async provider => provider.stop()));
});

/** A real OpenID provider (npm's oidc-provider) on a free port, which signs in whoever says a name. */
export class IdentityProvider {
  /** The Authorization headers of the access tokens that it gave. */
  readonly valid = new Set<string>();
  /** The bodies of the requests for a token that were answered with one. */
  readonly granted: string[] = [];
  /** So many polls are told to come less often. */
  slowDowns = 0;
  provider!: Provider;

  /** @param ttl seconds that its things are good for */
  async start(ttl: Record<string, number> = {}): Promise<this> {
    running.push(this);
    // Its warnings that it is not set up for production are right, and not of interest here.
    jest.spyOn(console, 'info').mockImplementation();
    jest.spyOn(console, 'warn').mockImplementation();
    const { Provider: Library } = await import('oidc-provider');
    await new Promise<void>(done => this._server.listen(0, '127.0.0.1', done));
    this.provider = new Library(this.url, {
      clients: [
        {
          client_id: 'broker',
          token_endpoint_auth_method: 'none',
          application_type: 'native',
          grant_types: ['urn:ietf:params:oauth:grant-type:device_code', 'refresh_token'],
          redirect_uris: [],
          response_types: []
        }
      ],
      features: { deviceFlow: { enabled: true }, revocation: { enabled: true } },
      rotateRefreshToken: true,
      ttl: { AccessToken: 600, DeviceCode: 600, ...ttl }
    });
    this.provider.use(async (context, next) => {
      if (context.path === '/token' && this.slowDowns > 0) {
        this.slowDowns--;
        context.status = 400;
        context.body = { error: 'slow_down' };
        return;
      }
      await next();
      if (context.path === '/device/auth' && context.status === 200) {
        context.body = { ...context.body, interval: 1 };
      }
      if (context.path === '/token' && context.status === 200) {
        this.granted.push(String(context.body.access_token));
      }
    });
    this.provider.on('access_token.saved', ({ jti }: { jti: string }) => {
      this.valid.add(`Bearer ${jti}`);
    });
    this._server.on('request', this.provider.callback());
    return this;
  }

  get url(): string {
    return `http://127.0.0.1:${(this._server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this._server.closeAllConnections();
    if (this._server.listening) {
      await new Promise(done => this._server.close(done));
    }
  }

  private readonly _server: Server = createServer();
}

/** A person at a browser, as far as this provider's pages need one: forms, redirections, cookies. */
export class Browser {
  /** Opens a page and says yes to everything, under a name; `deny`: says no to the code. */
  async approve(url: string, name: string, deny = false): Promise<string> {
    let page = await this._open(url);
    for (let i = 0; i < 5; i++) {
      const form = /<form[^>]*action="([^"]+)"[\s\S]*?<\/form>/.exec(page.text);
      if (!form?.[1]) {
        return page.text;
      }
      const fields = new URLSearchParams();
      for (const [input] of form[0].matchAll(/<input[^>]*>/g)) {
        fields.set(attribute(input, 'name'), attribute(input, 'value'));
      }
      if (fields.has('login')) {
        fields.set('login', name);
        fields.set('password', 'any');
      } else if (fields.has('user_code') && page.text.includes('name="abort"')) {
        fields.set(deny ? 'abort' : 'confirm', 'yes');
      }
      page = await this._open(new URL(form[1], page.url).href, fields);
      if (fields.has('abort')) {
        return page.text;
      }
    }
    throw new Error(`More pages than there should be; the last one: ${page.text}`);
  }

  private async _open(url: string, body?: URLSearchParams): Promise<{ url: string; text: string }> {
    const cookie = [...this._cookies].map(pair => pair.join('=')).join('; ');
    const response = await fetch(url, {
      headers: { cookie },
      redirect: 'manual',
      ...(body ? { method: 'POST', body } : {})
    });
    for (const line of response.headers.getSetCookie()) {
      const [, key = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      this._cookies.set(key, value);
    }
    const location = response.headers.get('location');
    return location === null
      ? { url, text: await response.text() }
      : this._open(new URL(location, url).href);
  }

  private readonly _cookies = new Map<string, string>();
}

function attribute(tag: string, name: string): string {
  return new RegExp(`${name}="([^"]*)"`).exec(tag)?.[1] ?? '';
}
