/**
 * Look of the closed bubble, as text: the loader has no Lit. The panel keeps the sheet when it arrives and adds its own
 * to it, so that nothing changes under the person's pointer. 56 px, 24 px from the edges; the side follows the page's
 * direction unless `position` names one. The ends of its lines are left out: they only cost bytes.
 *
 * The mark is black or white by the lightness of the accent: either reaches the 3:1 that a mark needs.
 */
export const launcherStyles = `\
:host{all:initial;display:block;position:fixed;z-index:2147483000;inset-block-end:24px;inset-inline-end:24px}\
:host([hidden]){display:none}\
:host([position=left]){left:24px;right:auto}\
:host([position=right]){right:24px;left:auto}\
.launcher{all:unset;box-sizing:border-box;position:relative;width:56px;height:56px;border:1px solid transparent;border-radius:50%;background:var(--parley-accent,#5b5bd6);color:#fff;color:oklch(from var(--parley-accent,#5b5bd6) clamp(0,(.64 - l)*1e3,1) 0 0);font:600 24px/1 var(--parley-font,system-ui,sans-serif);cursor:pointer;box-shadow:0 1px 3px #0002,0 8px 24px #0003}\
.launcher:focus-visible{outline:2px solid var(--parley-accent,#5b5bd6);outline-offset:3px}\
.face{width:28px;height:28px}\
span.face:empty{box-sizing:border-box;width:24px;height:22px;border:2.5px solid;border-radius:50% 50% 50% 4px}\
.launcher,span.face{display:grid;place-items:center}\
.note{position:absolute;inset-block-end:68px;inset-inline-end:0;width:240px;padding:8px 12px;border-radius:10px;background:#1b1b1f;color:#ededf0;font:13px/18px var(--parley-font,system-ui,sans-serif)}\
`;
