import { Dialog, showDialog } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';

import type { RunEvidence } from '../../model/run-evidence';
import { runName } from './shown-runs';

/** Asks whether sessions are really to be deleted, and says what goes with them. */
export async function confirmDelete(
  runs: readonly RunEvidence[],
  trans: TranslationBundle
): Promise<boolean> {
  const [only] = runs;
  const count = runs.length;
  const { button } = await showDialog({
    title:
      count === 1 && only
        ? trans.__('Delete the session of %1?', runName(only))
        : trans._n('Delete %1 session?', 'Delete %1 sessions?', count),
    body: trans.__(
      'Their record goes, with their folders: logs, executed notebooks and files that were not brought home. What another broker keeps of them stays there. This cannot be undone.'
    ),
    buttons: [
      Dialog.cancelButton({ label: trans.__('Keep') }),
      Dialog.warnButton({ label: trans.__('Delete') })
    ]
  });
  return button.accept;
}
