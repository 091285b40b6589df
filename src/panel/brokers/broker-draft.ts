import type { TranslationBundle } from '@jupyterlab/translation';

import type { BrokerEntry, SignIn } from '../../model/broker-entry';
import { isWebUrl } from '../web-link';
import { entryOf, suggestName } from './broker-facts';

/** A field of the form, and what is wrong with it. */
export interface DraftComplaint {
  field: 'url' | 'name' | 'user' | 'issuer' | 'clientId';
  message: string;
}

/** A broker while it is being written down: text as it was typed. */
export class BrokerDraft {
  url = '';
  /** Empty: as suggested. */
  name = '';
  form: NonNullable<BrokerEntry['form']> = 'auto';
  signIn: SignIn['kind'] = 'none';
  user = '';
  issuer = '';
  clientId = '';
  scope = '';

  private constructor(
    private readonly _original: BrokerEntry | undefined,
    private readonly _taken: readonly string[]
  ) {}

  /** From an entry that is to be changed, or from nothing. */
  static of(entry: BrokerEntry | undefined, taken: readonly string[]): BrokerDraft {
    const draft = new BrokerDraft(entry, taken);
    if (entry) {
      const { url, name, form = 'auto', signIn } = entry;
      Object.assign(draft, { url, name, form, ...signIn, signIn: signIn?.kind ?? 'none' });
    }
    return draft;
  }

  with(part: Partial<BrokerDraft>): BrokerDraft {
    return Object.assign(new BrokerDraft(this._original, this._taken), this, part);
  }

  /** The name that it gets where none is typed. */
  get suggestion(): string {
    return suggestName(this.url.trim(), this._taken);
  }

  /** What is to be kept, where there is no complaint. */
  get entry(): BrokerEntry {
    return entryOf({
      ...this._original,
      name: this.name.trim() || this.suggestion,
      url: this.url.trim().replace(/\/+$/, ''),
      form: this.form,
      signIn: this._signIn
    });
  }

  complaints(trans: TranslationBundle): DraftComplaint[] {
    const { name } = this.entry;
    const complaints: DraftComplaint[] = [];
    const unless = (right: boolean, field: DraftComplaint['field'], message: string) => {
      if (!right) {
        complaints.push({ field, message });
      }
    };
    const url = this.url.trim();
    unless(
      isWebUrl(url),
      'url',
      trans.__('The URL begins with https:// or http:// and names a host.')
    );
    unless(
      !isWebUrl(url) || !new URL(url).password,
      'url',
      trans.__('A password has no place in a URL. Choose how to sign in below.')
    );
    unless(
      this._original !== undefined || !this._taken.includes(name),
      'name',
      trans.__('There is a broker called %1 already.', name)
    );
    unless(name.length <= 100, 'name', trans.__('A name has 100 letters at most.'));
    if (this.signIn === 'basic') {
      unless(this.user.trim() !== '', 'user', trans.__('Who signs in? The user is missing.'));
    }
    if (this.signIn === 'oidc') {
      unless(
        isWebUrl(this.issuer.trim()),
        'issuer',
        trans.__('The issuer is a URL; its administrators tell which.')
      );
      unless(this.clientId.trim() !== '', 'clientId', trans.__('The client id is missing.'));
    }
    return complaints;
  }

  private get _signIn(): SignIn {
    const [user, issuer, clientId, scope] = [
      this.user.trim(),
      this.issuer.trim(),
      this.clientId.trim(),
      this.scope.trim()
    ];
    switch (this.signIn) {
      case 'basic':
        return { kind: 'basic', user };
      case 'oidc':
        return { kind: 'oidc', issuer, clientId, ...(scope ? { scope } : {}) };
      case 'bearer':
      case 'none':
        return { kind: this.signIn };
    }
  }
}
