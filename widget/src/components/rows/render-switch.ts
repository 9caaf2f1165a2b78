import { html } from 'lit';

/** Something that is on or off, and takes a press. */
export const renderSwitch = (label: string, isOn: boolean, turn: () => unknown) =>
  html`<button type="button" class="row switch" role="switch" aria-checked=${isOn ? 'true' : 'false'} @click=${turn}>
    <span>${label}</span><i></i>
  </button>`;
