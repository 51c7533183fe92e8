import type { Stage } from '../model/build.ts';

/** A part of the name, or what tags of images for both systems say: `golang:1.26-nanoserver-ltsc2022`. */
const WINDOWS_IMAGE =
  /(?:^|\/)(?:windows|nanoserver|windowsservercore)(?:[/:@]|$)|:[\w.-]{0,128}(?:nanoserver|windowsservercore|ltsc20\d\d)/;
const WINDOWS_PLATFORM = /^windows(?:\/|$)/i;
/** Users that every image of Windows has, and no other. */
const WINDOWS_USER = /^(?:ContainerUser|ContainerAdministrator)$/i;

/** Whether a stage that is built on no other one starts from an image of Windows, as far as the file tells. */
export function isWindowsBase({ base, from, instructions }: Stage): boolean {
  if (base !== undefined && base.kind !== 'unknown' && WINDOWS_IMAGE.test(base.text)) return true;
  const platform = from?.flags.find(({ name }) => name === 'platform')?.value;
  if (platform !== undefined) return WINDOWS_PLATFORM.test(platform);
  const last = instructions.findLast(({ keyword }) => keyword === 'USER');
  return last?.keyword === 'USER' && WINDOWS_USER.test(last.value.text);
}
