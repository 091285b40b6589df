import { nullTranslator } from '@jupyterlab/translation';
import { Widget } from '@lumino/widgets';

import { ImageForm } from '../image-dialog';

function setUp() {
  const form = new ImageForm(nullTranslator.load(''));
  Widget.attach(form, document.body);
  const [image, command] = form.node.querySelectorAll('input');
  const type = (input: HTMLInputElement | undefined, text: string) => {
    if (!input) {
      throw new Error('There is no such field');
    }
    input.value = text;
    input.dispatchEvent(new Event('input', { bubbles: true }));
  };
  return { form, image, command, type };
}

it('tells while it is written what is wrong with it, and at which letter', () => {
  const { form, image, type } = setUp();
  type(image, 'docker://ghcr.io/Fit');
  expect(form.node.textContent).toContain(
    'At letter 18: Names of images are written in small letters'
  );
  expect(image?.validity.valid).toBe(false);
  expect(image?.getAttribute('aria-invalid')).toBe('true');
  type(image, 'docker://ghcr.io/fit:1');
  expect(form.node.textContent).not.toContain('At letter');
  expect(image?.validity.valid).toBe(true);
});

it('is looked at before the dialog looks whether all is valid', () => {
  const { image, type } = setUp();
  const seen: (boolean | undefined)[] = [];
  // As the dialog does, which is attached after its body.
  const look = () => seen.push(image?.validity.valid);
  document.addEventListener('input', look, true);
  type(image, 'a//b');
  type(image, 'a/b');
  document.removeEventListener('input', look, true);
  expect(seen).toEqual([false, true]);
});

it('gives the image and its arguments; an empty name is not taken, and not called wrong', () => {
  const { form, image, command, type } = setUp();
  type(image, '');
  expect(image?.validity.valid).toBe(false);
  expect(form.node.textContent).not.toContain('At letter');
  type(image, ' docker://a/b ');
  type(command, '--fast "a b');
  expect(form.node.textContent).toContain('A quote has no end');
  type(command, '--fast "a b"');
  expect(command?.validity.valid).toBe(true);
  expect(form.getValue()).toEqual({ image: 'a/b', command: '--fast "a b"' });
});
