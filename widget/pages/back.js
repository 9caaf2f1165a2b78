/**
 * Back, of the browser or of a phone, closes the screens of the chat one by one: on this page, which is the chat's own, each
 * one is an entry of the history, whose state says how many lie one over the other. The chat itself leaves the history
 * alone: elsewhere it is the page's.
 */
const chat = document.querySelector('parley-chat');

/** What lies over the room, the uppermost last. */
const screens = () => [...chat.shadowRoot.querySelectorAll('parley-places, parley-account')];
const shown = () => screens().reduce((sum, { depth }) => sum + depth, 0);
const kept = () => history.state?.depth ?? 0;

/** The next change of the history was asked for here. */
let isOwn = false;
let following = null;

function move(steps) {
  isOwn = steps !== 0;
  if (isOwn) history.go(steps);
}

/** The history becomes what is shown. */
function record() {
  if (isOwn || following) return;
  const depth = shown();
  if (depth < kept()) move(depth - kept());
  while (depth > kept()) history.pushState({ depth: kept() + 1 }, '');
}

/** What is shown becomes what the history is, as far as it may: a form may ask to be left twice. */
async function follow() {
  for (let before = Infinity; kept() < shown() && shown() < before; await chat.updateComplete) {
    before = shown();
    screens().at(-1).back();
  }
  following = null;
  // To where the person is still; from what was closed, and to which they went forward, back.
  move(shown() - kept());
}

addEventListener('popstate', () => {
  // A link that is followed in this very tab: the chat sees to it.
  if (location.hash) return;
  if (isOwn) {
    isOwn = false;
    record();
  } else following ??= follow();
});

const observer = new MutationObserver(watch);
function watch() {
  for (const { shadowRoot } of [chat, ...screens()])
    observer.observe(shadowRoot, { childList: true, characterData: true, subtree: true });
  record();
}
customElements.whenDefined('parley-chat').then(() => chat.updateComplete.then(watch));
