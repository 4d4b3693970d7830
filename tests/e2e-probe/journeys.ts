import { after, afterEach, before } from 'node:test';
import type { Browser, BrowserContextOptions } from 'playwright-core';
import { assertNoComplaints, enter, launch, visit, type Visitor } from './browser.ts';
import { administrator, product as startProduct, type Login, type Product } from './product.ts';

export interface Journeys {
  product: () => Product;
  /** Somebody who is logged in; the administrator unless said otherwise. */
  entered: (login?: Login) => Promise<Visitor>;
  /** Somebody at the login. */
  visiting: (options?: BrowserContextOptions) => Promise<Visitor>;
}

/**
 * One product, prepared, and one browser for the tests of a file. Whatever a journey was about: at its
 * end everybody has left, no policy was broken and no foreign host asked.
 */
export function journeys(prepare: (product: Product) => Promise<void> = async () => undefined): Journeys {
  let browser: Browser;
  let product: Product;
  let visitors: Visitor[] = [];

  before(async () => {
    product = await startProduct();
    await prepare(product);
    browser = await launch();
  });

  after(async () => {
    await browser?.close();
    await product?.stop();
  });

  afterEach(async () => {
    const left = visitors;
    visitors = [];
    for (const visitor of left) {
      await visitor.leave();
      assertNoComplaints(visitor);
    }
  });

  const remember = (visitor: Visitor) => {
    visitors.push(visitor);
    return visitor;
  };
  return {
    product: () => product,
    entered: async (login) => remember(await enter(browser, product, login ?? administrator(product))),
    visiting: async (options) => remember(await visit(browser, product, options)),
  };
}
