import { BinaryReader } from "@bufbuild/protobuf/wire";

export interface CollectedSpan {
  readonly service: string;
  readonly traceId: string;
  readonly spanId: string;
  /** Empty for the root of a trace. */
  readonly parentId: string;
  readonly name: string;
  readonly kind: "internal" | "server" | "client" | "producer" | "consumer";
  readonly startedNs: bigint;
  readonly endedNs: bigint;
  readonly attributes: Readonly<Record<string, string>>;
  readonly isError: boolean;
}

const kinds = ["internal", "internal", "server", "client", "producer", "consumer"] as const;

type Fields = Readonly<Record<number, (reader: BinaryReader) => void>>;

/**
 * The spans in an `ExportTraceServiceRequest` of opentelemetry-proto 1.x: only the fields that a tree needs;
 * all others are skipped, as the wire format allows.
 */
export function spansIn(request: Uint8Array): CollectedSpan[] {
  const spans: CollectedSpan[] = [];
  read(request, {
    1(resourceSpans) {
      let service = "unknown";
      const scopes: Uint8Array[] = [];
      read(resourceSpans.bytes(), {
        1: (resource) => {
          service = attributesIn(resource.bytes(), 1)["service.name"] ?? service;
        },
        2: (scopeSpans) => void scopes.push(scopeSpans.bytes()),
      });
      for (const scope of scopes)
        read(scope, { 2: (span) => void spans.push(spanIn(span.bytes(), service)) });
    },
  });
  return spans;
}

function spanIn(bytes: Uint8Array, service: string): CollectedSpan {
  const span = { traceId: "", spanId: "", parentId: "", name: "", startedNs: 0n, endedNs: 0n };
  let kind: CollectedSpan["kind"] = "internal";
  let isError = false;
  read(bytes, {
    1: (reader) => {
      span.traceId = hex(reader);
    },
    2: (reader) => {
      span.spanId = hex(reader);
    },
    4: (reader) => {
      span.parentId = hex(reader);
    },
    5: (reader) => {
      span.name = reader.string();
    },
    6: (reader) => {
      kind = kinds[reader.int32()] ?? "internal";
    },
    7: (reader) => {
      span.startedNs = BigInt(reader.fixed64());
    },
    8: (reader) => {
      span.endedNs = BigInt(reader.fixed64());
    },
    15: (status) =>
      read(status.bytes(), {
        3: (code) => {
          isError = code.int32() === 2;
        },
      }),
  });
  return { ...span, service, kind, isError, attributes: attributesIn(bytes, 9) };
}

/** The `KeyValue`s in field `number`; lists and maps become an empty text. */
function attributesIn(bytes: Uint8Array, number: number): Record<string, string> {
  const attributes: Record<string, string> = {};
  read(bytes, {
    [number](pair) {
      let key = "";
      let value = "";
      read(pair.bytes(), {
        1: (reader) => {
          key = reader.string();
        },
        2: (any) =>
          read(any.bytes(), {
            1: (reader) => {
              value = reader.string();
            },
            2: (reader) => {
              value = String(reader.bool());
            },
            3: (reader) => {
              value = String(reader.int64());
            },
            4: (reader) => {
              value = String(reader.double());
            },
          }),
      });
      attributes[key] = value;
    },
  });
  return attributes;
}

function read(bytes: Uint8Array, fields: Fields): void {
  const reader = new BinaryReader(bytes);
  while (reader.pos < reader.len) {
    const [number, wireType] = reader.tag();
    const field = fields[number];
    if (field === undefined) reader.skip(wireType, number);
    else field(reader);
  }
}

function hex(reader: BinaryReader): string {
  return Buffer.from(reader.bytes()).toString("hex");
}
