/** Sets a mark on the page that nobody can miss. */
const canary = 'window.wasRun=1';

/** What would run a script, were it ever taken for markup, for an address or for code. */
const vectors = [
  `<script>${canary}</script>`,
  `<img src=x onerror=${canary}>`,
  `<svg onload=${canary}>`,
  `<svg><script>${canary}</script></svg>`,
  `<iframe srcdoc="<script>parent.${canary}</script>"></iframe>`,
  `<a href="javascript:${canary}">x</a>`,
  `<math><a xlink:href="javascript:${canary}">x</a></math>`,
  `<input autofocus onfocus=${canary}>`,
  `<details open ontoggle=${canary}>`,
  `<video><source onerror=${canary}></video>`,
  `<body onload=${canary}>`,
  `<object data="javascript:${canary}"></object>`,
  `<style onload=${canary}>*{color:red}</style>`,
  `<form action="javascript:${canary}"><button>x</button></form>`,
  `<template><script>${canary}</script></template>`,
  `<base href="https://evil.example/">`,
  `"><script>${canary}</script>`,
  `' onmouseover='${canary}`,
  `\${${canary}}`,
  `{{constructor.constructor('${canary}')()}}`,
  `<!--?lit$123$--><script>${canary}</script>`,
  `javascript:${canary}`,
  `data:text/html,<script>${canary}</script>`,
  `&lt;script&gt;${canary}&lt;/script&gt;`,
  `<parley-text .text="x" onclick="${canary}"></parley-text>`,
];

/** The places in a message where each may stand. */
const places: readonly ((vector: string) => string)[] = [
  (vector) => vector,
  (vector) => `**${vector}** _${vector}_`,
  (vector) => `\`${vector}\``,
  (vector) => `\`\`\`html\n${vector}\n\`\`\``,
  (vector) => `- ${vector}\n- > ${vector}`,
  (vector) => `[${vector}](https://a.example)`,
  (vector) => `[press](${vector})`,
  (vector) => `https://a.example/?q=${vector}`,
];

/** Two hundred messages, none of which is to do anything but be read. */
export const hostileTexts = vectors.flatMap((vector) => places.map((place) => place(vector)));

/** The same as names of people, as far as they fit. */
export const hostileNames = vectors.filter((vector) => vector.length <= 64);
