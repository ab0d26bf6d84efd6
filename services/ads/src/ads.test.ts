import { type StartedService, startService } from "@slipway/kit/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ads } from "./ads.ts";

describe("ads over HTTP", () => {
  let service: StartedService<typeof ads.settings>;
  beforeAll(async () => {
    service = await startService(ads);
  });
  afterAll(() => service.app.close());

  it("answers with advertisements of the category", async () => {
    const answer = await fetch(`${service.address}/ads?category=deck&count=2`);
    expect(await answer.json()).toMatchObject([{ category: "deck" }, { category: "deck" }]);
  });

  it("refuses a count that no page can show", async () => {
    const answer = await fetch(`${service.address}/ads?count=1000`);
    expect(answer.status).toBe(400);
  });
});
