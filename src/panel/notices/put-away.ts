import { Notification } from '@jupyterlab/apputils';

/**
 * Takes a notification out of the way; it stays in JupyterLab's list. One that is there only is left as
 * it is: an update would bring it to the front again.
 */
export function putAway(id: string): void {
  // JupyterLab gives the element in front the notification's own id.
  if (document.getElementById(id)) {
    Notification.update({ id, autoClose: 1 });
  }
}

/** Actions that leave the notification in JupyterLab's list, which forgets it otherwise. */
export function thatStay(
  actions: readonly Notification.IAction[],
  onDone: () => void
): Notification.IAction[] {
  return actions.map(action => ({
    ...action,
    callback: event => {
      event.preventDefault();
      action.callback(event);
      onDone();
    }
  }));
}
