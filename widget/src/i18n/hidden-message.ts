/** Stands in for what somebody wrote whom the reader blocks. */
export const hiddenMessage = 'A message of somebody whom you block';
