/**
 * The links of mails and invitations lead to this page. What stands behind # is a token and, behind that, the public key of
 * whose chat it is: it is taken out of the address bar before anything else happens, and given to the chat.
 */
const link = /^#(?:(?:verify|reset)=[\w-]{43}|invite=[\w-]{24})(pk_[\w-]+)$/;
const key = link.exec(location.hash)?.[1];
if (key) {
  const chat = document.querySelector('parley-chat');
  chat.setAttribute('key', key);
  chat.mailLink = location.hash;
  history.replaceState(history.state, '', location.pathname + location.search);
}
// Another link, followed in this very tab: the chat sees to it, unless it is of somebody else's.
addEventListener('hashchange', () => {
  const other = link.exec(location.hash)?.[1];
  if (other && other !== document.querySelector('parley-chat').getAttribute('key')) location.reload();
});
