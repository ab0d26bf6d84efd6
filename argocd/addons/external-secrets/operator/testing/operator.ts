import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import type { Chart } from "./chart.ts";

export interface OperatorOptions {
  readonly program: string;
  readonly chart: Chart;
  readonly kubeconfig: string;
  /** Where AWS's services are. */
  readonly aws: string;
}

/** The operator, as the chart starts it but for what needs a pod around it. */
export class Operator implements AsyncDisposable {
  readonly #child: ChildProcess;
  readonly #lines: string[] = [];

  private constructor(child: ChildProcess) {
    this.#child = child;
    for (const stream of [child.stdout, child.stderr])
      stream?.on("data", (text: Buffer) => this.#lines.push(text.toString()));
  }

  static start({ program, chart, kubeconfig, aws }: OperatorOptions): Operator {
    const outside = [
      // One process, whose namespace no file of a pod names.
      "--enable-leader-election=false",
      "--metrics-addr=127.0.0.1:0",
      // A store that could not be reached is looked at again soon.
      "--store-requeue-interval=2s",
    ];
    const env = {
      PATH: process.env.PATH,
      KUBECONFIG: kubeconfig,
      AWS_SECRETSMANAGER_ENDPOINT: aws,
      AWS_STS_ENDPOINT: aws,
      // Whatever asks for a role of this machine gets none, at once.
      AWS_EC2_METADATA_DISABLED: "true",
    };
    const stdio = ["ignore", "pipe", "pipe"] as const;
    return new Operator(spawn(program, [...chart.parameters, ...outside], { env, stdio: [...stdio] }));
  }

  /** Everything that it has logged. */
  get log(): string {
    return this.#lines.join("");
  }

  get hasEnded(): boolean {
    return this.#child.exitCode !== null || this.#child.signalCode !== null;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.hasEnded) return;
    const ended = once(this.#child, "exit");
    this.#child.kill();
    await ended;
  }
}
