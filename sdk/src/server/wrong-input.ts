import { ChatError } from '../errors.js';

/**
 * What is thrown for input that the server would refuse as well, before anything is signed or sent.
 * @param name of the field that is wrong: `sub`
 */
export const wrongInput = (name: string, message: string): ChatError =>
  new ChatError({
    code: 'validation_failed',
    detail: `${name}: ${message}`,
    errors: [{ path: `/${name}`, message }],
  });
