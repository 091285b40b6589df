import type { Locator, Page } from '@playwright/test';

/** The panel, as a person sees it. */
export class BrokerPanel {
  constructor(readonly page: Page) {
    this.root = page.getByRole('region', { name: 'Where can I run this?', exact: true });
  }

  readonly root: Locator;

  get runIt(): Locator {
    return this.root.getByRole('button', { name: /^Run it: / });
  }

  get workInIt(): Locator {
    return this.root.getByRole('button', { name: /^Work in it: / });
  }

  /** The offer of a platform; of any by default. */
  get offer(): Locator {
    return this.root.locator('.jp-ExecutionBroker-card[data-state="open"]');
  }

  get refusal(): Locator {
    return this.root.locator('.jp-ExecutionBroker-refusal');
  }

  /** The line of a need, by its name: `Environment`, `Duration`. */
  evidence(need: string): Locator {
    return this.root.getByRole('button', { name: new RegExp(`^${need}: why`) });
  }

  field(name: string): Locator {
    return this.root.getByRole('textbox', { name });
  }

  /** The newest session of a notebook. */
  session(name: string): Session {
    const row = this.root.locator('.jp-ExecutionBroker-session').filter({
      has: this.page.locator('strong', { hasText: new RegExp(`^${name}$`) })
    });
    return new Session(row.first());
  }

  get brokers(): Brokers {
    return new Brokers(this.root);
  }

  /** Takes the offer, once there is one. */
  async run(): Promise<void> {
    await this.runIt.first().click();
  }

  /** Drags the panel's edge until it is so many pixels wide. */
  async resize(width: number): Promise<void> {
    const box = await this.root.boundingBox();
    if (!box) {
      throw new Error('The panel is not to be seen');
    }
    const y = box.y + box.height / 2;
    await this.page.mouse.move(box.x - 2, y);
    await this.page.mouse.down();
    await this.page.mouse.move(box.x - 2 + box.width - width, y, { steps: 5 });
    await this.page.mouse.up();
  }
}

/** A row under Sessions. */
export class Session {
  constructor(readonly row: Locator) {}

  /** The row, when it is in a phase. */
  in(phase: string): Locator {
    return this.row.and(this.row.page().locator(`[data-phase="${phase}"]`));
  }

  get open(): Locator {
    return this.row.getByRole('button', { name: /^Open the result/ });
  }

  get files(): Locator {
    return this.row.getByRole('button', { name: /^Files of / });
  }

  /** What happened to it, which unfolds. */
  get story(): Locator {
    return this.row.getByRole('button', { name: /^What happened/ });
  }

  get work(): Locator {
    return this.row.getByRole('button', { name: /^Work in / });
  }

  get there(): Locator {
    return this.row.getByRole('button', { name: /^Open .* there$/ });
  }

  get cancel(): Locator {
    return this.row.getByRole('button', { name: /^Cancel / });
  }

  get progress(): Locator {
    return this.row.getByRole('progressbar');
  }
}

/** The part that lists brokers. */
export class Brokers {
  constructor(private readonly _root: Locator) {}

  get open(): Locator {
    return this.button('Brokers');
  }

  get add(): Locator {
    return this.button('Add a broker…');
  }

  /** Of the list: a broker's offer has its name too. */
  row(name: string): Locator {
    return this._root
      .getByRole('region', { name: 'Brokers' })
      .getByRole('listitem', { name, exact: true });
  }

  button(name: string): Locator {
    return this._root.getByRole('button', { name, exact: true });
  }
}
