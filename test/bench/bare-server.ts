/** Run as a process: reads headers and body from standard input, and answers every HTTPS request with them. */
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { makeCa, serverCertificate } from '../helpers/pki.js';

const { headers, body } = JSON.parse(await text(process.stdin)) as { headers: Record<string, string>; body: string };
const server = createServer(await serverCertificate(await makeCa()), (_request, response) => {
  response.writeHead(200, headers);
  response.end(body);
});
server.listen(0, '127.0.0.1', () => console.log((server.address() as AddressInfo).port));
