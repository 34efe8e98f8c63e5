/**
 * The connection file that tells a kernel where to listen and which key to sign with. On Unix the sockets lie in a
 * folder that only this user can enter, so no port can be taken or reached by others; elsewhere they are loopback ports.
 * https://jupyter-client.readthedocs.io/en/stable/kernels.html#connection-files
 */
import { randomBytes } from 'node:crypto';
import { chownSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { temporaryFolder } from '../temporary-folder.js';

/** How the sockets are reached. */
export type Transport = 'ipc' | 'tcp';

/** The sockets of a kernel. */
export const channels: readonly ['shell', 'iopub', 'stdin', 'control', 'hb'] = [
  'shell',
  'iopub',
  'stdin',
  'control',
  'hb',
];

/** One of {@link channels}. */
export type Channel = (typeof channels)[number];

/** Contents of the connection file. */
export interface ConnectionInfo extends Record<`${Channel}_port`, number> {
  transport: Transport;
  /** The address, or for `ipc` the path that the port is appended to. */
  ip: string;
  key: string;
  signature_scheme: 'hmac-sha256';
  kernel_name: string;
}

/** A connection file in a folder of its own. */
export interface Connection {
  info: ConnectionInfo;
  file: string;
  /** Removes the folder with the file and the sockets. */
  remove(): void;
}

/** The longest path that a Unix socket can have everywhere (sun_path is 104 bytes on macOS, 108 on Linux). */
const LONGEST_SOCKET_PATH = 103;

/** The place and the owner of the sockets. */
export interface ConnectionOptions {
  transport?: Transport;
  /** The folder in which one is made for this kernel; that of the system for temporary files unless told. */
  parent?: string;
  /** The user whom the kernel runs as, when it is another one (only root can do that). */
  owner?: number;
}

/** Writes a connection file (mode 0600) to a fresh folder (mode 0700) and returns its contents. */
export async function makeConnection(options: ConnectionOptions = {}): Promise<Connection> {
  const folder = temporaryFolder('kubelab-kernel-', options.parent);
  try {
    const socket = join(folder, 'socket');
    const fits = process.platform !== 'win32' && Buffer.byteLength(`${socket}:1`) <= LONGEST_SOCKET_PATH;
    const transport = options.transport ?? (fits ? 'ipc' : 'tcp');
    const ports = transport === 'ipc' ? channels.map((_, index) => index + 1) : await freePorts(channels.length);
    const [shell_port = 0, iopub_port = 0, stdin_port = 0, control_port = 0, hb_port = 0] = ports;
    const info: ConnectionInfo = {
      transport,
      ip: transport === 'ipc' ? socket : '127.0.0.1',
      ...{ shell_port, iopub_port, stdin_port, control_port, hb_port },
      key: randomBytes(32).toString('hex'),
      signature_scheme: 'hmac-sha256',
      kernel_name: 'tslab',
    };
    const file = join(folder, 'connection.json');
    writeFileSync(file, JSON.stringify(info, null, 2), { mode: 0o600 });
    if (options.owner !== undefined) for (const path of [file, folder]) chownSync(path, options.owner, options.owner);
    return { info, file, remove: () => rmSync(folder, { recursive: true, force: true }) };
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}

/** The ZeroMQ address of a channel, written as tslab writes it (for `ipc` with a colon before the number). */
export function endpoint(info: ConnectionInfo, channel: Channel): string {
  return `${info.transport}://${info.ip}:${info[`${channel}_port`]}`;
}

/** Different free loopback ports; all are held until all are known, and another program may still take one afterwards. */
async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(Array.from({ length: count }, listen));
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => new Promise((done) => server.close(done))));
  return ports;
}

function listen(): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => resolve(server));
  });
}
