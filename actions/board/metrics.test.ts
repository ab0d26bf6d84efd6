import { exec } from "@slipway/lib/io/exec/exec.ts";
import { emptyBoard, shopBoard } from "@slipway/testing/boards/shop.ts";
import { expect, test } from "vitest";
import { metrics } from "./metrics.ts";

test("Prometheus parses the figures; an unknown one has no sample", async () => {
  const board = shopBoard();
  const text = await metrics(board);
  expect(text.endsWith("# EOF\n")).toBe(true);
  const input = text.replace("# EOF\n", "");
  const { stdout, stderr } = await exec("promtool", ["check", "metrics"], { input });
  expect(stdout + stderr).toBe("");
  const [service] = board.services;
  expect(text).toMatch(
    new RegExp(
      `^slipway_release_info\\{service="${service?.name}",environment="\\w+",version="[^"]+",state="\\w+"\\} 1$`,
      "m",
    ),
  );
  if (board.dora !== null)
    expect(text).toContain(
      `slipway_deployments{environment="${board.dora.environment}"} ${board.dora.deployments}`,
    );
  const unknown = await metrics({ ...board, dora: board.dora && { ...board.dora, leadTimeSeconds: null } });
  expect(unknown).not.toMatch(/^slipway_lead_time_seconds\{/m);
});

test("a board without releases has metrics, too", async () => {
  expect(await metrics(emptyBoard())).toContain("slipway_board_timestamp_seconds");
});
