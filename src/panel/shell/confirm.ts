import { Dialog, showDialog } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';

/** Asks whether a session is really to end. */
export async function confirmCancel(name: string, trans: TranslationBundle): Promise<boolean> {
  const { button } = await showDialog({
    title: trans.__('Cancel %1?', name),
    body: trans.__('It ends now. What it has computed so far can still be opened.'),
    buttons: [
      Dialog.cancelButton({ label: trans.__('Let it run') }),
      Dialog.warnButton({ label: trans.__('Cancel the session') })
    ]
  });
  return button.accept;
}

/** Asks whether somebody is done with a session that they work in. */
export async function confirmFinish(name: string, trans: TranslationBundle): Promise<boolean> {
  const { button } = await showDialog({
    title: trans.__('Finish %1?', name),
    body: trans.__('Its kernels end, with what they hold in memory. Its files are kept.'),
    buttons: [
      Dialog.cancelButton({ label: trans.__('Go on with it') }),
      Dialog.okButton({ label: trans.__('Finish the session') })
    ]
  });
  return button.accept;
}

/** Asks whether a notebook that runs already is to run once more. */
export async function confirmSecond(name: string, trans: TranslationBundle): Promise<boolean> {
  const { button } = await showDialog({
    title: trans.__('Run it a second time?'),
    body: trans.__('%1 runs already, see Sessions. Both will then run side by side.', name),
    buttons: [
      Dialog.cancelButton({ label: trans.__('Do not run it again') }),
      Dialog.okButton({ label: trans.__('Run it a second time') })
    ]
  });
  return button.accept;
}
