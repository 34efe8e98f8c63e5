/** Saves a notebook of one's own under a name, so that it is found in the list. */
import { useState } from 'preact/hooks';
import { ask } from './store.js';

/** The id of the field. */
export const SAVE_AS = 'save-as';

/** Goes to the field. */
export function focusSaveAs(): void {
  const field = document.getElementById(SAVE_AS);
  field?.scrollIntoView({ block: 'center' });
  field?.focus();
}

/** A field for the name. */
export function SaveAs() {
  const [name, setName] = useState('');
  const save = (event: Event): void => {
    event.preventDefault();
    if (name.trim() !== '' && ask({ type: 'save-as', name })) setName('');
  };
  return (
    <form class="choices" onSubmit={save}>
      <label for={SAVE_AS}>Save it under a name</label>
      <input
        id={SAVE_AS}
        type="text"
        maxLength={60}
        value={name}
        onInput={(event) => setName(event.currentTarget.value)}
      />
      <button type="submit">Save</button>
    </form>
  );
}
