// What JupyterLab's packages expect of a browser and jsdom does not have.
const { TextDecoder, TextEncoder } = require('util');

class FakeObserver {
  observe() {}
  unobserve() {}
  disconnect() {}
}

Object.assign(globalThis, {
  TextDecoder,
  TextEncoder,
  ResizeObserver: FakeObserver,
  IntersectionObserver: FakeObserver,
  DragEvent: class DragEvent extends Event {},
  DOMRect: class DOMRect {},
  PointerEvent: class PointerEvent extends Event {},
  matchMedia: () => ({ matches: false, addEventListener() {}, removeEventListener() {} })
});

// An editor measures its text, which nothing draws here.
Object.assign(globalThis.Range.prototype, {
  getClientRects: () => [],
  getBoundingClientRect: () => new globalThis.DOMRect()
});
