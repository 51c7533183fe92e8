import type { JsonObject } from '../model/json.ts';
import { userOf } from '../rules/dockerfile/shared/user-name.ts';
import { IDEAL_ID, type ImageGuess } from './image-guess.ts';

/** How messages name the container of a pod that nobody wrote. */
const CONTAINER = 'image';

/** Names the image in a way that no policy about names minds more than another. */
export const IMAGE = `registry.invalid/built/from-this-file:1.0.0@sha256:${'0'.repeat(64)}`;

/** What the image is built for, where rules ask for its config. */
export const PLATFORM = 'linux/amd64';

/** First of the port numbers of an ideal image: nobody minds them. */
const IDEAL_PORT = 20_000;

/** What a pod says besides the image. */
export interface PodSetting {
  readonly namespace: string;
  readonly windows: boolean;
  /**
   * `careful`: with everything that policies ask of manifests, so that what they still find is the image's. `bare`: with
   * nothing of it.
   */
  readonly care: 'careful' | 'bare';
}

/** What a security context says of the user; of root nothing, of a name only that it is not root. On Windows names count. */
type UserFields = JsonObject;

/** A pod that says of an image what is true. */
export function podOf(guess: ImageGuess, setting: PodSetting): JsonObject {
  return build(guess, userFields(guess, setting), setting);
}

/** The same pod that says nothing of its user. */
export function podWithoutUser(guess: ImageGuess, setting: PodSetting): JsonObject {
  return build(guess, {}, setting);
}

/** The same pod for an image that is as policies want it: with as many ports and variables, and none that matters. */
export function idealPod(guess: ImageGuess, setting: PodSetting): JsonObject {
  const { user, ports, env } = guess;
  const gid = user.kind === 'number' && user.gid !== undefined ? IDEAL_ID : undefined;
  const ideal: ImageGuess = {
    config: String(IDEAL_ID),
    user: { kind: 'number', uid: IDEAL_ID, gid },
    ports: ports.map((_, at) => ({ port: IDEAL_PORT + at, protocol: 'tcp' })),
    env: env.map((_, at) => ({ name: `SETTING_${at}`, value: 'on' })),
  };
  return podOf(ideal, setting);
}

function userFields({ config, user }: ImageGuess, { windows }: PodSetting): UserFields {
  if (windows) {
    const name = userOf(config);
    return { runAsNonRoot: true, ...(name !== '' && { windowsOptions: { runAsUserName: name } }) };
  }
  if (user.kind === 'root') return {};
  if (user.kind === 'name') return { runAsNonRoot: true };
  const { uid, gid } = user;
  return { runAsNonRoot: true, runAsUser: uid, ...(gid !== undefined && { runAsGroup: gid }) };
}

function build({ ports, env }: ImageGuess, user: UserFields, { namespace, windows, care }: PodSetting): JsonObject {
  const isCareful = care === 'careful';
  const container = {
    name: CONTAINER,
    image: IMAGE,
    ...(ports.length > 0 && {
      ports: ports.map(({ port, protocol }, at) => ({
        name: `port-${at}`,
        containerPort: port,
        protocol: protocol.toUpperCase(),
      })),
    }),
    ...(env.length > 0 && { env }),
    ...(isCareful && CAREFUL_CONTAINER),
    securityContext: { ...(isCareful && !windows && CAREFUL_CONTEXT), ...user },
  };
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'image', namespace },
    spec: {
      ...(windows && { os: { name: 'windows' } }),
      ...(isCareful && { serviceAccountName: 'image', automountServiceAccountToken: false, enableServiceLinks: false }),
      containers: [container],
    },
  };
}

const AMOUNTS = { cpu: '100m', memory: '64Mi', 'ephemeral-storage': '64Mi' };
const CAREFUL_CONTAINER = {
  imagePullPolicy: 'IfNotPresent',
  resources: { requests: AMOUNTS, limits: AMOUNTS },
  livenessProbe: { exec: { command: ['/alive'] } },
  readinessProbe: { exec: { command: ['/ready'] } },
};
const CAREFUL_CONTEXT = {
  allowPrivilegeEscalation: false,
  privileged: false,
  readOnlyRootFilesystem: true,
  capabilities: { drop: ['ALL'] },
  seccompProfile: { type: 'RuntimeDefault' },
};
