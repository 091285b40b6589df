import type { Dialog } from '@jupyterlab/apputils';
import { ReactWidget } from '@jupyterlab/ui-components';
import type { ReactElement } from 'react';

import type { Wanted } from './bring-client';
import { firstChoice, wanted } from './choice';
import { FilesBody, type FilesBodyProps } from './files-body';

/** The body of a dialog in which files are chosen; its value is what was. */
export class FilesChoice extends ReactWidget implements Dialog.IBodyWidget<Wanted[]> {
  constructor(
    private readonly _given: Pick<FilesBodyProps, 'folder' | 'files' | 'messages' | 'trans'>
  ) {
    super();
    this.addClass('jp-ExecutionBroker');
    this._choices = new Map(_given.files.map(file => [file.path, firstChoice(file)]));
  }

  getValue(): Wanted[] {
    const { files } = this._given;
    return files.flatMap(file => wanted(file, this._choices.get(file.path) ?? 'leave'));
  }

  protected override render(): ReactElement {
    return (
      <FilesBody
        {...this._given}
        choices={this._choices}
        all={this._all}
        now={Date.now()}
        onChoose={({ path }, choice) => {
          this._choices.set(path, choice);
          this.update();
        }}
        onAll={() => {
          this._all = true;
          this.update();
        }}
      />
    );
  }

  private readonly _choices: Map<string, ReturnType<typeof firstChoice>>;
  private _all = false;
}
