import { createHash } from 'node:crypto';

import { HistoryClient } from '../client/history-client';
import type { BrokerLink } from './broker-link';
import type { EarlierRuns } from './notebook-file';
import { notebookText } from './question';

/**
 * What the broker remembers of a notebook: its own by the path, whatever has changed in it; a
 * broker of many people by the content, for others have notebooks of that name as well. Of programs only
 * its own is asked.
 */
export function earlierRunsAt({ client, own }: BrokerLink): EarlierRuns {
  const history = new HistoryClient(client.wire);
  return async ({ known, content }) => {
    if (own) {
      return history.evidence({ notebook: known });
    }
    return content === undefined
      ? []
      : history.evidence({
          sha256: createHash('sha256').update(notebookText(content)).digest('hex')
        });
  };
}
