import { type StartedService, startService } from "@slipway/kit/testing";
import { afterEach, beforeEach, expect, test } from "vitest";
import { product } from "./product.ts";

let service: StartedService<typeof product.settings>;
beforeEach(async () => {
  service = await startService(product);
});
afterEach(() => service.app.close());

const add = (payload: object) => service.app.inject({ method: "POST", url: "/products", payload });

test("lists the catalog with prices as decimals", async () => {
  const answer = await service.app.inject("/products");
  expect(answer.statusCode).toBe(200);
  expect(answer.json()).toContainEqual({ id: 2, name: "Ship's bell", price: 74.5, stock: 40 });
});

test("finds a product by its id, and not one that is none", async () => {
  expect((await service.app.inject("/products/1")).json()).toMatchObject({ id: 1, price: 189 });
  expect((await service.app.inject("/products/999")).statusCode).toBe(404);
  expect((await service.app.inject("/products/one")).statusCode).toBe(400);
});

test("adds a product and serves it under its id", async () => {
  const answer = await add({ name: "Laptop", price: 999.99, stock: 10 });
  expect(answer.statusCode).toBe(201);
  const { id } = answer.json();
  expect(answer.headers.location).toBe(`/products/${id}`);
  expect((await service.app.inject(`/products/${id}`)).json()).toEqual({
    id,
    name: "Laptop",
    price: 999.99,
    stock: 10,
  });
});

test("names all that is wrong with a new product", async () => {
  const answer = await add({ price: -1, stock: 1.5, colour: "red" });
  expect(answer.statusCode).toBe(400);
  const pointers = answer
    .json()
    .errors.map((error: { pointer: string; message: string }) => error.pointer || error.message);
  expect(pointers.toSorted()).toEqual(["/price", "/stock", "must have required property 'name'"]);
});

test("refuses fractions of a cent", async () => {
  const answer = await add({ name: "Pin", price: 0.001, stock: 1 });
  expect(answer.statusCode).toBe(400);
  expect(answer.json().errors).toEqual([expect.objectContaining({ pointer: "/price" })]);
});

test("keeps a bounded number of added products, and never drops the seed", async () => {
  const first = (await add({ name: "First", price: 1, stock: 1 })).json().id;
  for (let added = 0; added < 500; added += 1) await add({ name: "More", price: 1, stock: 1 });
  expect((await service.app.inject("/products")).json()).toHaveLength(506);
  expect((await service.app.inject(`/products/${first}`)).statusCode).toBe(404);
  expect((await service.app.inject("/products/1")).statusCode).toBe(200);
});
