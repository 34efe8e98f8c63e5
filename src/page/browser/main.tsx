/** The page's first file: connects while the rest is loaded, and draws. */
import { render } from 'preact';
import { hasStorage, NO_COOKIES } from './cookies.js';
import { look, startLooking } from './look.js';
import './style.css';
import { startPage } from './store.js';

const root = document.getElementById('page');
if (root && !hasStorage()) {
  root.className = 'link refused';
  root.textContent = NO_COOKIES;
} else if (root) {
  startPage(look);
  startLooking();
  const { App } = await import('./app.js');
  root.replaceChildren();
  render(<App />, root);
}
