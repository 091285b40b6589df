import { ReadableStream, TextDecoderStream, TransformStream } from 'node:stream/web';

// Browsers have these and jsdom has not. Imported before whatever reads event streams.
Object.assign(globalThis, { ReadableStream, TextDecoderStream, TransformStream });
