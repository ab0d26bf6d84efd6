import { type ChildProcess, spawn } from "node:child_process";
import { dirname } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as delay } from "node:timers/promises";

const linesKept = 15;
const pollMs = 50;

/** One service in its own process, whose `program` is a bundle or the TypeScript source. */
export class ServiceProcess {
  readonly name: string;
  readonly address: string;
  /** Resolves when the process has ended, for any reason. */
  readonly died: Promise<void>;
  readonly lastLines: string[] = [];
  readonly #child: ChildProcess;
  readonly #onLine: (line: string) => void;
  #hasEnded = false;

  constructor(
    name: string,
    address: string,
    program: string,
    environment: Readonly<Record<string, string>>,
    onLine: (line: string) => void = () => {},
  ) {
    this.name = name;
    this.address = address;
    this.#onLine = onLine;
    const { hostname, port } = new URL(address);
    this.#child = spawn(process.execPath, [program], {
      cwd: dirname(program),
      // Only the shop routes to these processes, so there are no endpoints to wait for.
      env: { DRAIN_DELAY_MS: "0", ...process.env, ...environment, HOST: hostname, PORT: port },
      // Through the channel it notices when the shop is killed.
      stdio: ["ignore", "pipe", "pipe", "ipc"],
    });
    this.#keepLines();
    this.died = new Promise((resolve) => {
      const end = () => {
        this.#hasEnded = true;
        resolve();
      };
      this.#child.once("close", end);
      this.#child.once("error", (error) => {
        this.#keep(error.message);
        end();
      });
    });
  }

  /** Seconds until `/readyz` answered 200; `undefined` if it did not within `limitMs`, or the process ended. */
  async ready(limitMs: number): Promise<number | undefined> {
    const started = performance.now();
    while (!this.#hasEnded && performance.now() - started < limitMs) {
      if (await this.isReady()) return (performance.now() - started) / 1000;
      await delay(pollMs);
    }
    return undefined;
  }

  /** SIGTERM, then SIGKILL after `limitMs`. */
  async stop(limitMs: number): Promise<void> {
    if (this.#hasEnded) return;
    this.#child.kill("SIGTERM");
    const kill = setTimeout(() => this.#child.kill("SIGKILL"), limitMs);
    await this.died;
    clearTimeout(kill);
  }

  /** `undefined` when it could not be started. */
  get pid(): number | undefined {
    return this.#child.pid;
  }

  async isReady(): Promise<boolean> {
    try {
      const answer = await fetch(`${this.address}/readyz`, { signal: AbortSignal.timeout(1000) });
      await answer.arrayBuffer();
      return answer.ok;
    } catch {
      return false;
    }
  }

  #keepLines(): void {
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      if (stream) createInterface({ input: stream }).on("line", (line) => this.#keep(line));
    }
  }

  #keep(line: string): void {
    this.#onLine(line);
    this.lastLines.push(line);
    if (this.lastLines.length > linesKept) this.lastLines.shift();
  }
}
