/** The connection to the server: the token of the address changed for cookie and key, and the WebSocket found again when it breaks. */
import type { Asked, Hello, Said } from '../protocol.js';

/**
 * `silent`: the connection stands, and the server has not answered for some seconds; `lost`: the connection is broken; `refused`: the
 * server wants a fresh address; `cookieless`: the browser does not keep the server's cookie; `blocked`: it answers, and no WebSocket
 * gets through.
 */
export type LinkState = 'connecting' | 'open' | 'silent' | 'lost' | 'refused' | 'cookieless' | 'blocked';

/** Events of the link. */
export interface LinkEvents {
  onState(state: LinkState): void;
  onSaid(said: Said): void;
}

/** The link of this page. */
export interface Link {
  /** Sends, if the link is open; false when it is not. */
  ask(asked: Asked): boolean;
}

/** By the path of the page, as a hub has the pages of many under one host. */
const KEY = `kubelab-key ${location.pathname}`;
const LOOK_AGAIN_MS = 1000;
/** So long the server may take to answer before the page says that it does not. */
const ANSWER_MS = 3000;
/** The server's close code for a key that is not its own. */
const OTHER_KEY = 4401;
/** True from the answer with a cookie until the server has seen that cookie. */
let isCookieAwaited = false;

/** Connects, and goes on trying. */
export function openLink({ onState, onSaid }: LinkEvents): Link {
  let socket: WebSocket | undefined;
  /** True from a ping until its answer: what comes before that may have been on its way already. */
  let isAwaited = false;
  /** Runs while the answer is waited for. */
  let answerTimer: number | undefined;
  let isSilent = false;
  /** Whether the server is asked first if it lets this page in: with a token, and when the WebSocket did not open. */
  let isAsked = /^#/.test(location.hash) || storedKey() === null;

  async function connect(): Promise<void> {
    const wasAsked = isAsked;
    const state = wasAsked ? await enter() : 'open';
    const key = storedKey();
    if (state !== 'open' || key === null) {
      onState(state === 'open' ? 'refused' : state);
      setTimeout(connect, LOOK_AGAIN_MS);
      return;
    }
    if (!('WebSocket' in window)) return onState('blocked');
    let wasOpen = false;
    const opened = new WebSocket(addressOfLessons());
    opened.onopen = () => {
      opened.send(JSON.stringify({ type: 'hello', key } satisfies Hello));
      socket = opened;
      wasOpen = true;
      onState('open');
    };
    opened.onmessage = ({ data }) => {
      clearTimeout(answerTimer);
      if (isSilent) onState('open');
      isSilent = false;
      const said = JSON.parse(String(data)) as Said;
      if (said.type === 'here') isAwaited = false;
      else onSaid(said);
      if (isAwaited) startTimer();
    };
    opened.onclose = ({ code }) => {
      clearTimeout(answerTimer);
      isAwaited = false;
      isSilent = false;
      socket = undefined;
      isAsked = !wasOpen;
      if (!wasOpen && !wasAsked) return void connect();
      onState(code === OTHER_KEY ? 'refused' : wasOpen ? 'lost' : 'blocked');
      setTimeout(connect, LOOK_AGAIN_MS);
    };
  }

  function startTimer(): void {
    answerTimer = window.setTimeout(() => {
      isSilent = true;
      onState('silent');
    }, ANSWER_MS);
  }

  /** Asks for a sign of life on the reader's actions: an idle server is left in peace. */
  function waitForAnswer(opened: WebSocket): void {
    if (isAwaited) return;
    opened.send(JSON.stringify({ type: 'ping' } satisfies Asked));
    isAwaited = true;
    startTimer();
  }

  void connect();
  return {
    ask(asked) {
      if (!socket || socket.readyState !== socket.OPEN) return false;
      socket.send(JSON.stringify(asked));
      waitForAnswer(socket);
      return true;
    },
  };
}

/** Changes the token, if the address has one; says whether the server lets this page in. */
async function enter(): Promise<'open' | 'lost' | 'refused' | 'cookieless'> {
  const token = /^#([\w-]{20,})$/.exec(location.hash)?.[1];
  try {
    if (token !== undefined) {
      // it is used up by this, and need not stand in the history
      history.replaceState(null, '', location.pathname);
      const answer = await fetch('session', { method: 'POST', body: token });
      if (answer.ok) {
        localStorage.setItem(KEY, await answer.text());
        isCookieAwaited = true;
      }
    }
    const { status } = await fetch('session');
    if (status !== 204) return isCookieAwaited ? 'cookieless' : 'refused';
    isCookieAwaited = false;
    return 'open';
  } catch {
    return 'lost';
  }
}

/** Below the page's own path, which a proxy may have put before it. */
function addressOfLessons(): string {
  const address = new URL('lessons', location.href);
  address.protocol = location.protocol === 'https:' ? 'wss:' : 'ws:';
  address.hash = '';
  return address.href;
}

function storedKey(): string | null {
  return localStorage.getItem(KEY);
}
