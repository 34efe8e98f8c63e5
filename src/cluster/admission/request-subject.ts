/** Parts of the subject of a PKCS #10 request (RFC 2986), read without loading a library for X.509. */

const commonName = Buffer.from([0x06, 0x03, 0x55, 0x04, 0x03]);
const organizationName = Buffer.from([0x06, 0x03, 0x55, 0x04, 0x0a]);

const block = /-----BEGIN CERTIFICATE REQUEST-----([\s\S]+?)-----END/;

/** True for a text that has a request's PEM block. */
export const isRequest = (pem: string): boolean => block.test(pem);

/** Every O of the subject; none for a text that is no request (validation says so). */
export function organizationsOfRequest(pem: string): string[] {
  return partsOfSubject(pem, organizationName);
}

/** The last CN of the subject, which is the one that Go takes; undefined without, and for a text that is no request. */
export function commonNameOfRequest(pem: string): string | undefined {
  return partsOfSubject(pem, commonName).at(-1);
}

/** The values of the subject under an object identifier (DER). */
function partsOfSubject(pem: string, identifier: Buffer): string[] {
  const match = block.exec(pem);
  if (!match?.[1]) return [];
  try {
    const request = element(Buffer.from(match[1], 'base64'), 0);
    const info = element(request.content, 0);
    const version = element(info.content, 0);
    const subject = element(info.content, version.end).content;
    return children(subject)
      .flatMap((set) => children(set.content))
      .filter((attribute) => attribute.content.subarray(0, identifier.length).equals(identifier))
      .map((attribute) => element(attribute.content, identifier.length).content.toString());
  } catch (error) {
    if (error instanceof RangeError) return [];
    throw error;
  }
}

interface Element {
  content: Buffer;
  end: number;
}

/** The DER element (X.690) at an offset; throws a RangeError when it is cut short. */
function element(bytes: Buffer, at: number): Element {
  let length = bytes.readUInt8(at + 1);
  let start = at + 2;
  if (length & 0x80) {
    const size = length & 0x7f;
    length = bytes.readUIntBE(start, size);
    start += size;
  }
  if (start + length > bytes.length) throw new RangeError('an element is longer than what holds it');
  return { content: bytes.subarray(start, start + length), end: start + length };
}

function children(bytes: Buffer): Element[] {
  const found: Element[] = [];
  for (let at = 0; at < bytes.length; ) {
    const next = element(bytes, at);
    found.push(next);
    at = next.end;
  }
  return found;
}
