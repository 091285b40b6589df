import { EventEmitter } from 'node:events';

/** Wakes those who wait for news of an offer set or a session, by its uuid. It carries no content. */
export class Bus {
  private readonly _emitter = new EventEmitter().setMaxListeners(0);

  ring(uuid: string): void {
    this._emitter.emit(uuid);
  }

  /** Calls back at each news until the returned function is called. */
  listen(uuid: string, onNews: () => void): () => void {
    this._emitter.on(uuid, onNews);
    return () => this._emitter.off(uuid, onNews);
  }
}
