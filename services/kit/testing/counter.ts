import { run, type ServiceDefinition } from "../src/service.ts";

/** The smallest service with something to read and to change; tests of the kit start it as a separate process. */
const counter: ServiceDefinition<Record<never, never>> = {
  name: "counter",
  settings: {},
  stores: ["redis"],
  setup({ app }) {
    let count = 0;
    app.get("/count", () => ({ count }));
    app.post("/count", (_request, reply) => {
      count += 1;
      return reply.code(201).send({ count });
    });
  },
};

await run(counter);
