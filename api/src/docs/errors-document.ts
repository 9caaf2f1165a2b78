import { catalogue, type ErrorCode } from '../common/errors/catalogue.js';
import { isRetryable } from '../common/errors/problem.js';

/** `docs/errors.md`: the error catalogue as a table. */
export function errorsDocument(): string {
  const codes = Object.keys(catalogue) as ErrorCode[];
  const rows = codes.map((code) => {
    const { status, title } = catalogue[code];
    return `| \`${code}\` | ${status} | ${title} | ${isRetryable(code) ? 'yes' : 'no'} |`;
  });
  return `# Errors

Made from the error catalogue; do not edit. REST answers them as \`application/problem+json\`, the socket as
\`{ok: false, error}\`. Retry: whether the same request may succeed later, unchanged.

| code | status | meaning | retry |
|---|---|---|---|
${rows.join('\n')}
`;
}
