/** PEM blocks (RFC 7468) as Go's encoding/pem reads them. */

/** A block. */
export interface PemBlock {
  type: string;
  /** True with lines of `Name: value` in front of the data. */
  headers: boolean;
  der: Buffer;
}

/** All blocks of a text; other text between them is skipped. */
export function pemBlocks(text: string): PemBlock[] {
  const form = /-----BEGIN ([^\n]*?)-----[^\S\n]*\n([\s\S]*?)-----END \1-----/g;
  return [...text.matchAll(form)].flatMap(([, type = '', body = '']) => {
    const lines = body.split(/\r?\n/);
    const data = lines.filter((line) => !line.includes(':')).join('');
    if (/[^A-Za-z0-9+/=\s]/.test(data)) return [];
    return [{ type, headers: lines.some((line) => line.includes(':')), der: Buffer.from(data, 'base64') }];
  });
}
