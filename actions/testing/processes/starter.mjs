/** The small process that starts others for a test worker; see child-process.ts. It ends with its worker. */
import { execFile } from "node:child_process";

const running = new Map();

process.on("message", ({ id, command, args, options, input, signal }) => {
  if (command === undefined) running.get(id)?.kill(signal);
  else start(id, command, args, options, input);
});

function start(id, command, args, options, input) {
  const end = (error, stdout, stderr) => {
    running.delete(id);
    // Sending fails when the worker has gone, and this process ends with it.
    process.send({ id, stdout, stderr, error: error && fieldsOf(error) }, () => {});
  };
  try {
    const child = execFile(command, args, options, end);
    running.set(id, child);
    child.stdin?.on("error", () => {});
    child.stdin?.end(input);
  } catch (error) {
    end(error, Buffer.alloc(0), Buffer.alloc(0));
  }
}

/** What a caller sees of an error; the message is no field of its own. */
function fieldsOf(error) {
  return { ...error, message: error.message };
}
