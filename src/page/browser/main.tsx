/** The page's first file: connects while the rest is loaded, and draws. */
import { render } from 'preact';
import { look, startLooking } from './look.js';
import './style.css';
import { startPage } from './store.js';

const root = document.getElementById('page');
if (root) {
  startPage(look);
  startLooking();
  const { App } = await import('./app.js');
  root.replaceChildren();
  render(<App />, root);
}
