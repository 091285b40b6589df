import { Notification } from '@jupyterlab/apputils';

/** What goes faster needs no bar; and one that ends at once would be drawn after its end. */
const SOON = 1000;

/** Shows how far something is, wherever the reader is, where it takes longer than a moment. */
export class ProgressBar {
  /** `progress`: from 0 to 1. */
  tell(message: string, progress: number): void {
    if (this._id !== undefined) {
      Notification.update({ id: this._id, message, progress });
    } else if (Date.now() - this._began >= SOON) {
      this._id = Notification.emit(message, 'in-progress', { autoClose: false, progress });
    }
  }

  dispose(): void {
    if (this._id !== undefined) {
      Notification.dismiss(this._id);
    }
  }

  private readonly _began = Date.now();
  private _id: string | undefined;
}
