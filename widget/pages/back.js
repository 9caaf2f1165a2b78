/**
 * Back, of the browser or of a phone, closes the screens of the chat one by one: on this page, which is the chat's own, each
 * one is an entry of the history, whose state says how many lie one over the other. The chat itself leaves the history
 * alone: elsewhere it is the page's.
 */
const chat = document.querySelector('parley-chat');

/** What lies over the room, the uppermost last. */
const names = ['parley-places', 'parley-account'];
const screens = () => [...chat.shadowRoot.querySelectorAll(names.map((name) => `${name}:defined`))];
/** Where the page names no room the chat begins on home: that lies at the bottom, and a room over it. */
const beginsAtHome = () => !chat.getAttribute('room');
const room = {
  back: () =>
    chat.shadowRoot
      .querySelector('parley-room')
      .dispatchEvent(new CustomEvent('parley-go', { detail: { place: 'home' } })),
};

function shown() {
  const depth = screens().reduce((sum, screen) => sum + screen.depth, 0);
  if (!beginsAtHome()) return depth;
  const places = chat.shadowRoot.querySelector('parley-places');
  if (!places) return depth + 1;
  // Until its part has come it shows nothing.
  if (!places.ground) return depth;
  return places.ground === 'home' ? depth - 1 : depth + 1;
}
const kept = () => history.state?.depth ?? 0;

/** The next change of the history was asked for here. */
let isOwn = false;
/** What the person went to is not shown yet: the latest such way; null for none. */
let way = null;
/** The deepest entry that is known to be there: going to one that is not does nothing, and nothing tells so. */
let deepest = kept();

function move(steps) {
  isOwn = steps !== 0;
  if (isOwn) history.go(steps);
}

/** The history becomes what is shown. */
function record() {
  if (isOwn || way) return;
  const depth = shown();
  // From now on an entry without one is a link that was followed.
  if (!history.state) history.replaceState({ depth: 0 }, '');
  if (depth < kept()) move(depth - kept());
  const { hash, pathname, search } = location;
  const page = pathname + search;
  // A link is the uppermost screen's: whoever comes back from that one does not follow it once more. Until it is used it is
  // there, also when the page was loaded anew and this went back to the first entry, which has none.
  while (depth > kept()) {
    history.replaceState(history.state, '', page);
    history.pushState({ depth: kept() + 1 }, '', page + (chat.mailLink || hash));
    deepest = kept();
  }
}

/** What was asked for is shown: also a part of the chat that is taken once more. */
async function settled() {
  await new Promise(requestAnimationFrame);
  await chat.updateComplete;
}

/** What is shown becomes what the history is, as far as it may: a form may ask to be left twice. */
async function follow() {
  const own = (way = {});
  for (let before = Infinity; kept() < shown() && shown() < before;) {
    before = shown();
    (screens().at(-1) ?? room).back();
    await settled();
    // A link was followed meanwhile, and perhaps another way begun.
    if (way !== own) return;
  }
  way = null;
  // To where the person is still; from what was closed, and to which they went forward, back.
  move(Math.min(shown(), deepest) - kept());
  record();
}

addEventListener('popstate', ({ state }) => {
  if (!state) {
    // A link that is followed in this very tab, after which there is nothing: the chat sees to it, whatever was under way.
    deepest = 0;
    isOwn = false;
    way = null;
    return;
  }
  deepest = Math.max(deepest, kept());
  if (isOwn) {
    isOwn = false;
    record();
  } else if (!way) void follow();
});

const observer = new MutationObserver(watch);
function watch() {
  for (const { shadowRoot } of [chat, ...screens()])
    observer.observe(shadowRoot, { childList: true, characterData: true, subtree: true });
  record();
}
// A screen may be there before its part has come.
for (const name of ['parley-chat', ...names])
  customElements
    .whenDefined(name)
    .then(() => chat.updateComplete)
    .then(watch);
