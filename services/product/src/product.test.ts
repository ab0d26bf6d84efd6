import { type StartedService, startService, testBus, testDatabase, testKv } from "@slipway/kit/testing";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { product } from "./product.ts";

type Answer = Awaited<ReturnType<typeof add>>;
let service: StartedService<typeof product.settings>;
beforeAll(async () => {
  service = await startService(product, {
    DATABASE_URL: await testDatabase(),
    NATS_URL: await testBus(),
    REDIS_URL: await testKv(),
    GRPC_PORT: "0",
  });
});
afterAll(() => service.app.close());

const get = async (url: string) => (await service.app.inject(url)).json();
const add = (payload: object, headers: Record<string, string> = { "x-demo": "on" }) =>
  service.app.inject({ method: "POST", url: "/products", payload, headers });

describe("the catalog over HTTP", () => {
  test("lists products with prices as decimals", async () => {
    const products = await get("/products");
    expect(products).toContainEqual(
      expect.objectContaining({ id: 2, name: "Ship's bell", price: 74.5, currency: "EUR", category: "deck" }),
    );
  });

  test("finds a product by its id, and refuses an invalid id", async () => {
    expect(await get("/products/1")).toMatchObject({ id: 1, price: 189 });
    expect((await service.app.inject("/products/999")).statusCode).toBe(404);
    expect((await service.app.inject("/products/one")).statusCode).toBe(400);
  });

  test("SP-2: adds a product in demo mode, serves it under its id and lists it at once", async () => {
    await get("/products");
    const answer = await add({ name: "Laptop", price: 999.99, stock: 10 });
    expect(answer.statusCode).toBe(201);
    const { id } = answer.json();
    expect(answer.headers.location).toBe(`/products/${id}`);
    const laptop = { id, name: "Laptop", price: 999.99, stock: 10 };
    expect(await get(`/products/${id}`)).toMatchObject(laptop);
    expect(await get("/products")).toContainEqual(expect.objectContaining(laptop));
  });

  test("accepts new products only from administrators, outside demo mode", async () => {
    const pin = { name: "Pin", price: 1, stock: 1 };
    expect((await add(pin, {})).statusCode).toBe(401);
    expect((await add(pin, { "x-user-id": "7", "x-user-roles": "buyer" })).statusCode).toBe(403);
    expect((await add(pin, { "x-user-id": "7", "x-user-roles": "buyer,admin" })).statusCode).toBe(201);
  });

  test("names all errors in a new product", async () => {
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

  test("searches names, descriptions and parts of names; the input is never a pattern", async () => {
    const names = async (query: string) =>
      (await get(`/products?${query}`)).map(({ name }: { name: string }) => name);
    expect(await names("q=brass")).toEqual(["Sextant"]);
    expect(await names("q=lanter")).toEqual(["Deck lantern"]);
    expect(await names("q=%25")).toEqual([]);
    expect(await names("q=%27%3B+drop+table+products%3B--")).toEqual([]);
    expect(await names("category=signals")).toEqual(["Signal flags"]);
    expect(await get("/products/categories")).toEqual(["deck", "navigation", "signals"]);
  });

  test("pages through all products without repetitions", async () => {
    const seen: number[] = [];
    let next: string | undefined = "/products?limit=4";
    while (next !== undefined) {
      const answer: Answer = await service.app.inject(next);
      seen.push(...answer.json().map(({ id }: { id: number }) => id));
      next = /<([^>]+)>; rel="next"/.exec(String(answer.headers.link))?.[1];
    }
    expect(seen).toEqual(seen.toSorted((one, other) => one - other));
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen.length).toBeGreaterThanOrEqual(6);
  });
});
