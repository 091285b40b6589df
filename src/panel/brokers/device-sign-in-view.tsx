import type { TranslationBundle } from '@jupyterlab/translation';
import { useState, type ReactNode } from 'react';

import type { DeviceSignIn } from '../../model/broker-entry';
import { parseInstant } from '../../model/time';
import { Action } from '../action';
import type { Clock } from '../clock';
import { useNow } from '../use-now';
import { isWebUrl, WebLink } from '../web-link';
import { countdownText } from '../words/duration';
import { reasonText } from './broker-text';

export interface DeviceSignInViewProps {
  /** Of the broker. */
  name: string;
  signIn: DeviceSignIn;
  busy: boolean;
  clock: Clock;
  trans: TranslationBundle;
  /** Begins anew. */
  onStart: () => void;
  onCancel: () => void;
}

/** A device flow: the code, where it is typed in, and how far it is. */
export function DeviceSignInView(props: DeviceSignInViewProps): ReactNode {
  const { name, signIn, busy, clock, trans, onStart, onCancel } = props;
  const now = useNow(clock);
  const expires = parseInstant(signIn.expires ?? '');
  const late = expires !== undefined && expires <= now;
  if (signIn.state !== 'pending' || late) {
    return (
      <div className="jp-ExecutionBroker-brokerMore">
        <div role="alert">
          {signIn.state === 'failed'
            ? trans.__('Signing in has failed. %1', reasonText(signIn, trans))
            : trans.__('The code has expired.')}
        </div>
        <div className="jp-ExecutionBroker-brokerActions">
          <Action busy={busy} name={trans.__('Get a new code for %1', name)} onClick={onStart}>
            {trans.__('Get a new code')}
          </Action>
          <Action look="link" name={trans.__('Cancel signing in at %1', name)} onClick={onCancel}>
            {trans.__('Cancel')}
          </Action>
        </div>
      </div>
    );
  }
  return (
    <div className="jp-ExecutionBroker-brokerMore">
      <Place signIn={signIn} trans={trans} />
      <div className="jp-ExecutionBroker-brokerActions">
        <Code code={signIn.userCode} trans={trans} />
      </div>
      <p className="jp-ExecutionBroker-hint">
        <span className="jp-ExecutionBroker-spinner" aria-hidden="true" />
        <span>
          {trans.__('Waiting for you there')}
          {expires === undefined ? null : (
            <span role="timer"> · {countdownText(expires - now)}</span>
          )}
        </span>
        <Action look="link" name={trans.__('Cancel signing in at %1', name)} onClick={onCancel}>
          {trans.__('Cancel')}
        </Action>
      </p>
    </div>
  );
}

/** The page to open: as a link only where it is one of the web. */
function Place({ signIn, trans }: Pick<DeviceSignInViewProps, 'signIn' | 'trans'>): ReactNode {
  const { userCode, verificationUri, verificationUriComplete } = signIn;
  const target = isWebUrl(verificationUriComplete) ? verificationUriComplete : verificationUri;
  return (
    <p>
      {userCode ? trans.__('Open this page and enter the code:') : trans.__('Open this page:')}{' '}
      <WebLink url={target}>{verificationUri ?? target}</WebLink>
    </p>
  );
}

function Code({ code, trans }: { code: string | undefined; trans: TranslationBundle }): ReactNode {
  const [copied, setCopied] = useState<'yes' | 'no'>();
  if (!code) {
    return null;
  }
  const copy = () => {
    // A page that is not served safely has no clipboard.
    const clipboard = navigator.clipboard as Clipboard | undefined;
    const done = clipboard?.writeText(code) ?? Promise.reject(new Error('no clipboard'));
    done.then(
      () => {
        setCopied('yes');
      },
      () => {
        setCopied('no');
      }
    );
  };
  return (
    <>
      <code className="jp-ExecutionBroker-code">{code}</code>
      <Action name={trans.__('Copy the code')} onClick={copy}>
        {trans.__('Copy')}
      </Action>
      <span role="status" className="jp-ExecutionBroker-dim">
        {copied === 'yes'
          ? trans.__('copied')
          : copied === 'no'
            ? trans.__('Select it and copy it by hand')
            : null}
      </span>
    </>
  );
}
