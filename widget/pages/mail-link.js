/**
 * The links of mails and invitations lead to this page. What stands behind # is a token and, behind that, the public key of
 * whose chat it is, which the chat is given before anything else happens; of an invitation the key may stand in the query
 * instead.
 */
const link = /^#(?:(?:verify|reset)=[\w-]{43}|invite=[\w-]{24})(pk_[\w-]+)$/;
const chat = document.querySelector('parley-chat');
const keyless = /^#invite=[\w-]{24}$/;
if (keyless.test(location.hash)) {
  const { pathname, search, hash } = location;
  history.replaceState(history.state, '', pathname + search + hash + chat.getAttribute('key'));
}
const key = link.exec(location.hash)?.[1];
if (key) chat.setAttribute('key', key);
// Another link, followed in this very tab: the chat sees to it, unless it is of somebody else's.
addEventListener('hashchange', () => {
  if (keyless.test(location.hash)) location.replace(location.hash + chat.getAttribute('key'));
  const other = link.exec(location.hash)?.[1];
  if (other && other !== chat.getAttribute('key')) location.reload();
});
