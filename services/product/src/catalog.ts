import { randomInt } from "node:crypto";
import type { Cents } from "@slipway/kit/money";

export interface Product {
  readonly id: number;
  readonly name: string;
  readonly priceCents: Cents;
  readonly stock: number;
}

export interface Catalog {
  list(): readonly Product[];
  find(id: number): Product | undefined;
  add(product: Omit<Product, "id">): Product;
}

const seed: readonly Product[] = [
  { id: 1, name: "Sextant", priceCents: 18_900, stock: 12 },
  { id: 2, name: "Ship's bell", priceCents: 7450, stock: 40 },
  { id: 3, name: "Signal flags", priceCents: 3999, stock: 120 },
  { id: 4, name: "Deck lantern", priceCents: 5900, stock: 35 },
  { id: 5, name: "Chart of the Baltic", priceCents: 2450, stock: 80 },
  { id: 6, name: "Hemp rope, 20 m", priceCents: 3120, stock: 64 },
];

/** Ids of added products are random, above the seed's: replicas share no counter yet. */
const addedIds = { from: 1_000_000, to: 2 ** 47 };
const mostAdded = 500;

/** A catalog in memory, one a process. Past `mostAdded` the product added first is dropped. */
export function createCatalog(): Catalog {
  const products = new Map(seed.map((product) => [product.id, product]));
  return {
    list: () => [...products.values()],
    find: (id) => products.get(id),
    add(details) {
      const product = { ...details, id: randomInt(addedIds.from, addedIds.to) };
      products.set(product.id, product);
      if (products.size > seed.length + mostAdded) dropOldestAdded(products);
      return product;
    },
  };
}

function dropOldestAdded(products: Map<number, Product>): void {
  for (const id of products.keys()) {
    if (id < addedIds.from) continue;
    products.delete(id);
    return;
  }
}
