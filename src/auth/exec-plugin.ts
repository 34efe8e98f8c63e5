/**
 * Credential plugins: a command that prints an ExecCredential. Follows
 * https://kubernetes.io/docs/reference/access-authn-authz/authentication/#client-go-credential-plugins.
 */
import { KubelabError } from '../errors.js';
import type { CertificatePair, ExecConfig } from './connection.js';
import { checkedPair, checkedToken } from './preflight.js';

/** A plugin's answer. */
export interface PluginCredential {
  token?: string;
  certificate?: CertificatePair;
  /** Milliseconds; undefined is good until the process ends. */
  expires?: number;
}

/** The plugin's surroundings; tests hand in their own. */
export interface PluginSurroundings {
  env: Record<string, string | undefined>;
  now: () => number;
  /** Milliseconds until a plugin that prints nothing is ended. */
  timeout: number;
  /** True when a person could answer the plugin. */
  terminal: boolean;
}

/** Characters of a plugin's answer: a certificate with its whole chain has some thousand. */
const MOST_OUTPUT = 1024 * 1024;

/** Characters that a message shows of a plugin's words. */
const MOST_SHOWN = 200;

const kept = new WeakMap<ExecConfig, PluginCredential>();

/** The plugin's credential: the one it gave before while that is good, else a new one. Throws EXEC_PLUGIN_FAILED. */
export async function pluginCredential(exec: ExecConfig, surroundings: PluginSurroundings): Promise<PluginCredential> {
  const old = kept.get(exec);
  if (old && (old.expires === undefined || old.expires > surroundings.now())) return old;
  const credential = readCredential(exec, await run(exec, surroundings));
  kept.set(exec, credential);
  return credential;
}

/** Forgets the plugin's credential, as after a 401. */
export function forgetPluginCredential(exec: ExecConfig): void {
  kept.delete(exec);
}

function failed(exec: ExecConfig, why: string, hint?: string, cause?: unknown): KubelabError {
  return new KubelabError('EXEC_PLUGIN_FAILED', `The credential plugin \`${exec.command}\` ${why}.`, {
    hint: hint ?? exec.installHint ?? 'Run the command of the kubeconfig by hand and look at what it prints.',
    cause,
  });
}

async function run(exec: ExecConfig, { env, timeout, terminal }: PluginSurroundings): Promise<string> {
  if (exec.interactiveMode === 'Always' && !terminal) {
    throw failed(
      exec,
      'wants to ask you something, and there is no terminal here',
      'Sign in once in a terminal, or use another user of the kubeconfig.',
    );
  }
  const interactive = exec.interactiveMode !== 'Never' && terminal;
  const info = {
    apiVersion: exec.apiVersion,
    kind: 'ExecCredential',
    spec: { interactive, ...(exec.cluster ? { cluster: exec.cluster } : {}) },
  };
  // loaded when it is needed: an import of kubelab would wait for it
  const { spawn } = await import('node:child_process');
  return new Promise((resolve, reject) => {
    const child = spawn(exec.command, exec.args, {
      env: { ...env, ...exec.env, KUBERNETES_EXEC_INFO: JSON.stringify(info) },
      stdio: [interactive ? 'inherit' : 'ignore', 'pipe', 'pipe'],
    });
    let [out, err] = ['', ''];
    const end = (why: string): void => {
      clearTimeout(timer);
      child.kill('SIGKILL');
      // a child of the plugin may hold them open
      child.stdout?.destroy();
      child.stderr?.destroy();
      reject(failed(exec, why));
    };
    const timer = setTimeout(() => end(`printed no credential within ${Math.round(timeout / 1000)} seconds`), timeout);
    child.stdout?.on('data', (chunk) => {
      out += chunk;
      if (out.length > MOST_OUTPUT) end('printed more than a megabyte, which no credential is');
    });
    child.stderr?.on('data', (chunk) => {
      err = `${err}${chunk}`.slice(-MOST_SHOWN * 10);
    });
    child.on('error', (cause: NodeJS.ErrnoException) => {
      clearTimeout(timer);
      const missing = cause.code === 'ENOENT';
      reject(
        missing
          ? failed(
              exec,
              'is not on this machine',
              exec.installHint ?? 'Install it, or put its folder on the PATH.',
              cause,
            )
          : failed(exec, `cannot be started (${cause.code})`, undefined, cause),
      );
    });
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      if (code === 0) return resolve(out);
      const last = shown(err.trim().split('\n').at(-1));
      reject(failed(exec, `ended with ${signal ?? `exit code ${code}`}${last ? `: ${last}` : ''}`));
    });
  });
}

/** A text of the plugin as a message shows it, cut; the type of a value that is none, since a deep list cannot be written as text. */
function shown(value: unknown): string {
  if (typeof value !== 'string') return typeof value;
  return value.length > MOST_SHOWN ? `${value.slice(0, MOST_SHOWN)}…` : value;
}

function readCredential(exec: ExecConfig, out: string): PluginCredential {
  let answer: { kind?: unknown; apiVersion?: unknown; status?: Record<string, unknown> };
  try {
    answer = JSON.parse(out);
  } catch (cause) {
    throw failed(exec, 'printed something that is not JSON', undefined, cause);
  }
  if (answer?.kind !== 'ExecCredential') throw failed(exec, 'printed something else than an ExecCredential');
  if (answer.apiVersion !== exec.apiVersion) {
    throw failed(exec, `answered as ${shown(answer.apiVersion)}, and the kubeconfig asks for ${exec.apiVersion}`);
  }
  const text = (key: string): string | undefined => {
    const value = answer.status?.[key];
    return typeof value === 'string' && value !== '' ? value : undefined;
  };
  const token = text('token');
  const certificate = checkedPair(text('clientCertificateData'), text('clientKeyData'), {
    cert: { name: `clientCertificateData of \`${exec.command}\`` },
    key: { name: `clientKeyData of \`${exec.command}\`` },
  });
  if (!token && !certificate) throw failed(exec, 'printed an ExecCredential without a token and without a certificate');
  const expiry = text('expirationTimestamp');
  const expires = expiry === undefined ? undefined : Date.parse(expiry);
  if (Number.isNaN(expires)) throw failed(exec, `printed an expirationTimestamp that is no date: ${shown(expiry)}`);
  return {
    ...(token ? { token: checkedToken(token, { name: `The token of \`${exec.command}\`` }) } : {}),
    ...(certificate ? { certificate } : {}),
    ...(expires === undefined ? {} : { expires }),
  };
}
