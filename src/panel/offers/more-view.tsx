import type { TranslationBundle } from '@jupyterlab/translation';
import { useState, type ReactNode } from 'react';

import type { ExecutionSession } from '../../model/session';
import { WebLink } from '../web-link';
import { moreOf } from './more';

/** What a broker says of its offer beyond the standard, on demand. */
export function MoreView({
  offer,
  platform,
  trans
}: {
  offer: ExecutionSession;
  platform: string;
  trans: TranslationBundle;
}): ReactNode {
  const [lines] = useState(() => moreOf(offer));
  if (!lines.length) {
    return null;
  }
  return (
    <details className="jp-ExecutionBroker-more">
      <summary aria-label={trans.__('More from %1', platform)}>{trans.__('More')}</summary>
      <dl>
        {lines.map(({ path, value }) => (
          <div key={path}>
            <dt>{path}</dt>
            <dd>
              <WebLink url={value}>{value}</WebLink>
            </dd>
          </div>
        ))}
      </dl>
    </details>
  );
}
