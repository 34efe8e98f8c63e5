/** An exchange with its explanation as one text, for a terminal: the stages stand in it once. */
import type { Exchange, Explained } from '../request/exchange.js';
import { rawOf } from '../request/sent-exchange.js';
import { wantsColor } from './display.js';
import { exchangeView } from './exchange-view.js';
import { renderText } from './text.js';

/** The text of both, redacted. */
export function explainedExchange(exchange: Exchange, explained: Explained): string {
  const raw = rawOf(exchange);
  const view = raw ? exchangeView(raw, { reveal: false, now: Date.now(), isNew: false, stages: false }) : [];
  return `${renderText(view, { color: wantsColor() })}\n\n${String(explained)}`;
}
