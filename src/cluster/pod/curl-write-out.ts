/** What `curl --write-out` prints. */

/** What is known when a transfer has ended. */
export interface TransferFacts {
  url: URL;
  method: string;
  /** 0 without an answer. */
  status: number;
  /** Names and values as they came. */
  headers: readonly [name: string, value: string][];
  size: number;
  seconds: number;
  exitCode: number;
  error: string;
}

/** The text of a format, and its variables that are not known here. */
export function writeOut(format: string, facts: TransferFacts): { text: string; unknown: string[] } {
  const { url, headers } = facts;
  const header = (wanted: string): string =>
    headers.find(([name]) => name.toLowerCase() === wanted.toLowerCase())?.[1] ?? '';
  const status = String(facts.status).padStart(3, '0');
  const values: Record<string, string> = {
    http_code: status,
    response_code: status,
    size_download: String(facts.size),
    content_type: header('content-type'),
    url_effective: url.href,
    url: url.href,
    method: facts.method,
    http_version: facts.status === 0 ? '0' : '1.1',
    scheme: url.protocol.slice(0, -1),
    num_headers: String(headers.length),
    header_json: headerJson(headers),
    time_total: facts.seconds.toFixed(6),
    errormsg: facts.error,
    exitcode: String(facts.exitCode),
  };
  const unknown: string[] = [];
  const escapes: Record<string, string> = { n: '\n', r: '\r', t: '\t' };
  const text = format.replace(
    /%header\{([^}]*)\}|%\{([^}]*)\}|%%|\\(.)/gs,
    (whole, wanted?: string, name?: string, escaped?: string) => {
      if (wanted !== undefined) return header(wanted);
      if (escaped !== undefined) return escapes[escaped] ?? whole;
      if (name === undefined) return '%';
      if (values[name] === undefined) unknown.push(name);
      return values[name] ?? '';
    },
  );
  return { text, unknown };
}

function headerJson(headers: TransferFacts['headers']): string {
  const lists = new Map<string, string[]>();
  for (const [name, value] of headers) {
    const key = name.toLowerCase();
    lists.set(key, [...(lists.get(key) ?? []), value]);
  }
  const members = [...lists].map(([name, values]) => `${JSON.stringify(name)}:${JSON.stringify(values)}`);
  return `{${members.join(',\n')}\n}`;
}
