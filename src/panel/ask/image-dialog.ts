import { Dialog, showDialog } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import { Widget } from '@lumino/widgets';

import { imageTrouble } from '../../description/programs/image-trouble';
import { splitArguments } from '../needs/arguments';
import { sentence } from '../words/sentence';

export interface AskedImage {
  /** `registry/name:tag`, perhaps with `@sha256:…`. */
  image: string;
  /** As in a shell; '': those of the image itself. */
  command: string;
}

/** Lets the reader name an image, and tells while it is written what is wrong with it. */
export async function chooseImage(trans: TranslationBundle): Promise<AskedImage | undefined> {
  const { button, value } = await showDialog({
    title: trans.__('Where can this image run?'),
    body: new ImageForm(trans),
    focusNodeSelector: 'input',
    buttons: [Dialog.cancelButton(), Dialog.okButton({ label: trans.__('Ask') })]
  });
  return button.accept ? (value ?? undefined) : undefined;
}

/** The two fields of the dialog. */
export class ImageForm extends Widget implements Dialog.IBodyWidget<AskedImage> {
  constructor(trans: TranslationBundle) {
    super();
    this.addClass('jp-ExecutionBroker-imageForm');
    this._image = new CheckedField(
      trans.__('Image, such as registry.example.org/name:tag'),
      text => {
        const trouble = imageTrouble(bare(text));
        // What is not yet written is not wrong.
        return trouble && bare(text) !== ''
          ? trans.__(
              'At letter %1: %2',
              trouble.at + 1 + text.length - bare(text).length,
              sentence(trouble, trans)
            )
          : '';
      }
    );
    this._image.input.required = true;
    this._command = new CheckedField(trans.__('Arguments, as in a shell (optional)'), text =>
      splitArguments(text) ? '' : trans.__('A quote has no end')
    );
    this.node.append(this._image.node, this._command.node);
  }

  getValue(): AskedImage {
    return { image: bare(this._image.input.value), command: this._command.input.value.trim() };
  }

  handleEvent(): void {
    this._image.check();
    this._command.check();
  }

  // Before the dialog's own, which looks then whether all is valid.
  protected override onBeforeAttach(): void {
    document.addEventListener('input', this, true);
  }

  // The dialog looks at its fields only once somebody has written something.
  protected override onAfterAttach(): void {
    void Promise.resolve().then(() =>
      this._image.input.dispatchEvent(new Event('input', { bubbles: true }))
    );
  }

  protected override onAfterDetach(): void {
    document.removeEventListener('input', this, true);
  }

  private readonly _image: CheckedField;
  private readonly _command: CheckedField;
}

/** A text with its name above it, and what is wrong with it below. */
class CheckedField {
  /** `trouble`: what is wrong with a text; '' where nothing is. */
  constructor(
    name: string,
    private readonly _trouble: (text: string) => string
  ) {
    const label = document.createElement('span');
    label.textContent = name;
    this.input.className = 'jp-mod-styled';
    this.input.spellcheck = false;
    this.input.autocapitalize = 'off';
    this.input.setAttribute('aria-label', name);
    this._said.setAttribute('role', 'status');
    this.node.append(label, this.input, this._said);
  }

  readonly node = document.createElement('label');
  readonly input = document.createElement('input');

  check(): void {
    const trouble = this._trouble(this.input.value);
    this.input.setCustomValidity(trouble);
    this.input.setAttribute('aria-invalid', String(trouble !== ''));
    if (this._said.textContent !== trouble) {
      this._said.textContent = trouble;
    }
  }

  private readonly _said = document.createElement('small');
}

function bare(text: string): string {
  return text.trim().replace(/^docker:\/\//, '');
}
