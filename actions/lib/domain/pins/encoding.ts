/** Bytes of a file as text and back: UTF-8, and UTF-16 with its mark, which is what YAML readers take. */
import { UnpinnableValue } from "./errors.ts";

export interface DecodedFile {
  /** With its byte order mark, so that it returns as it was. */
  readonly text: string;
  encode(text: string): Buffer;
}

const REMEDY = "Save the file as UTF-8.";

/** Throws `UnpinnableValue` with the line of the first bytes that are no text. */
export function decodeFile(bytes: Buffer, file: string): DecodedFile {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return utf16(bytes, file, (same) => same);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return utf16(bytes, file, swapped);
  const text = bytes.toString("utf8");
  // What is no UTF-8 would not return as the same bytes.
  if (bytes.equals(Buffer.from(text))) return { text, encode: (changed) => Buffer.from(changed) };
  throw new UnpinnableValue(file, firstFaultyLine(bytes), "not text in UTF-8", REMEDY);
}

function utf16(bytes: Buffer, file: string, order: (bytes: Buffer) => Buffer): DecodedFile {
  if (bytes.length % 2 !== 0)
    throw new UnpinnableValue(file, 1, "half a character of UTF-16 at its end", REMEDY);
  const encode = (text: string) => order(Buffer.from(text, "utf16le"));
  const text = order(bytes).toString("utf16le");
  if (encode(text).equals(bytes)) return { text, encode };
  throw new UnpinnableValue(file, 1, "not text in UTF-16", REMEDY);
}

function swapped(bytes: Buffer): Buffer {
  return Buffer.from(bytes).swap16();
}

function firstFaultyLine(bytes: Buffer): number {
  let line = 1;
  for (let start = 0; start < bytes.length; line++) {
    const end = bytes.indexOf(0x0a, start);
    const part = bytes.subarray(start, end < 0 ? bytes.length : end);
    if (!part.equals(Buffer.from(part.toString("utf8")))) break;
    start = end < 0 ? bytes.length : end + 1;
  }
  return line;
}
