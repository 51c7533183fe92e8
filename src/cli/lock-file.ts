/** Where a lock of images is by default. */
export const LOCK_FILE = 'tidewaiter.lock';
