import { printable } from '../model/printable.ts';

/** Longer than any path that a file system takes. */
const MAX_PATH = 4_096;

/**
 * Opens what asks the API server.
 * @param flag what wants it asked, such as `--pull-secrets cluster`
 * @throws Error that names the kubeconfig, or else the flag, where there are no credentials that can be used
 */
export async function withCredentials<Reader>(
  flag: string,
  kubeconfig: string | undefined,
  open: () => Promise<Reader>,
): Promise<Reader> {
  try {
    return await open();
  } catch (error) {
    const setting = kubeconfig === undefined ? flag : `--kubeconfig: "${printable(kubeconfig, MAX_PATH)}"`;
    const [reason] = String(Error.isError(error) ? error.message : error).split('\n', 1);
    throw new Error(`${setting}: no usable credentials: ${reason}`, { cause: error });
  }
}
