/** Look of the badge before the panel has come, as text, without ends of lines: as the panel's own, with the colours that it would have. */
export const badgeStyles = `\
.unread{position:absolute;top:-4px;inset-inline-end:-4px;box-sizing:border-box;min-width:22px;padding:0 6px;border:2px solid #fff;border-radius:999px;background:#c62a2f;color:#fff;font:600 12px/18px var(--parley-font,system-ui,sans-serif);font-variant-numeric:tabular-nums;text-align:center}\
.unread::before{content:attr(data-count)}\
@media (prefers-color-scheme:dark){:host(:not([theme=light])) .unread{border-color:#161618}}\
:host([theme=dark]) .unread{border-color:#161618}\
@keyframes parley-unread{from{opacity:0;scale:.5}}\
@media (prefers-reduced-motion:no-preference){.unread{animation:parley-unread 180ms ease-out}}\
`;
