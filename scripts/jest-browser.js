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
  PointerEvent: class PointerEvent extends Event {},
  matchMedia: () => ({ matches: false, addEventListener() {}, removeEventListener() {} })
});
