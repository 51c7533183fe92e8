import { line, listOf, onOff } from './flag-types.ts';
import { flag, optionalFlag } from './flags.ts';
import { LOCK_FILE } from './lock-file.ts';

const layout = optionalFlag(
  line('DIR', 'the path of a folder'),
  'Folder with an OCI image layout to look images up in. Without it, registries are asked.',
);

const policies = optionalFlag(
  listOf('PATH', 'paths of policy files and folders, separated by commas'),
  'Policy files and folders: their WorkloadKinds say which objects hold images, their ImageSettings how registries ' +
    'are reached.',
);

/** Flags of `tidewaiter pin`. */
export const PIN_FLAGS = {
  write: flag(onOff(), 'false', 'Change the files. Without it, only the difference is printed.'),
  lock: optionalFlag(
    line('FILE', 'the path of a file'),
    'Take the digests from this lock, which `tidewaiter lock` writes, and from nowhere else.',
  ),
  policies,
  layout,
};

/** Flags of `tidewaiter lock`. */
export const LOCK_FLAGS = {
  lock: flag(line('FILE', 'the path of a file'), LOCK_FILE, 'The lock to write.'),
  policies,
  layout,
};
