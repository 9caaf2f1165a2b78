/**
 * The links of mails and invitations lead to this page. What stands behind # is a token and, behind that, the public key of
 * whose chat it is; of an invitation the key may stand in the query instead. It is taken out of the address bar before
 * anything else happens, and given to the chat.
 */
const link = /^#(?:(?:verify|reset)=[\w-]{43}|invite=[\w-]{24})(pk_[\w-]+)$/;
const chat = document.querySelector('parley-chat');
const keyless = /^#invite=[\w-]{24}$/;
const hash = keyless.test(location.hash) ? location.hash + chat.getAttribute('key') : location.hash;
const key = link.exec(hash)?.[1];
if (key) {
  chat.setAttribute('key', key);
  chat.mailLink = hash;
  history.replaceState(history.state, '', location.pathname + location.search);
}
// Another link, followed in this very tab: the chat sees to it, unless it is of somebody else's.
addEventListener('hashchange', () => {
  if (keyless.test(location.hash)) location.hash += chat.getAttribute('key');
  const other = link.exec(location.hash)?.[1];
  if (other && other !== chat.getAttribute('key')) location.reload();
});
