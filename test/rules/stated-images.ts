import type {
  ImageAnswer,
  ImageConfig,
  ImageKnowledge,
  ImageOracle,
  ImageQuestion,
} from '../../src/model/image-evidence.ts';
import type { ImageView } from '../../src/model/rule.ts';
import { parseImageReference } from '../../src/parse/image-reference.ts';
import { showImage } from '../../src/parse/image-text.ts';

/** The day on which fixtures and examples are judged. */
export const TODAY = '2026-11-20';

const LINE = /^# image (?<image>\S+) (?<facts>.+)$/;
const FACT = /(?<name>user|created|platform|unavailable|none)=(?:"(?<quoted>[^"]*)"|(?<plain>\S*))(?: |$)/y;

/**
 * What comment lines of a text state of images, so that rules which ask about them can be tested without a registry:
 *
 *     # image registry.example.com/app:1 user=1000 created=2026-11-01T00:00:00Z platform=linux/arm64
 *     # image registry.example.com/lost:1 unavailable="the registry said no"
 *     # image registry.example.com/empty:1 none=
 *
 * One line for each platform of an image (linux/amd64 where it is not said); `none` for one without any. What no line
 * is about is unavailable.
 */
export class StatedImages implements ImageOracle, ImageView {
  readonly #answers: ReadonlyMap<string, ImageAnswer<'config'>>;

  constructor(answers: ReadonlyMap<string, ImageAnswer<'config'>>) {
    this.#answers = answers;
  }

  readonly today = (): string => TODAY;

  isCovered(): boolean {
    return false;
  }

  answer<About extends keyof ImageKnowledge>(question: ImageQuestion): ImageAnswer<About> {
    if (question.about !== 'config') throw new Error(`nothing is stated of the ${question.about} of images`);
    const known = this.#answers.get(keyOf(question));
    return (known ?? unavailable('nobody says anything of it')) as ImageAnswer<About>;
  }

  recall(question: ImageQuestion): undefined {
    void question;
  }

  async ask(question: ImageQuestion): Promise<ImageAnswer> {
    return this.answer(question);
  }
}

/** The images that a text states; undefined where it states none. */
export function statedImages(text: string): StatedImages | undefined {
  const answers = new Map<string, ImageAnswer<'config'>>();
  for (const line of text.split('\n')) {
    const { image, facts } = LINE.exec(line)?.groups ?? {};
    if (image === undefined || facts === undefined) continue;
    const parsed = parseImageReference(image);
    if (!parsed.ok) throw new Error(`${line}: ${showImage(image)}: ${parsed.reason}`);
    const key = keyOf({ about: 'config', reference: parsed.reference });
    answers.set(key, joined(answers.get(key), readFacts(facts)));
  }
  return answers.size === 0 ? undefined : new StatedImages(answers);
}

function keyOf({ reference: { registry, repository, tag, digest } }: ImageQuestion): string {
  return JSON.stringify([registry, repository, tag, digest]);
}

function joined(known: ImageAnswer<'config'> | undefined, more: ImageAnswer<'config'>): ImageAnswer<'config'> {
  if (known?.state !== 'known' || more.state !== 'known') return more;
  return { state: 'known', value: [...known.value, ...more.value] };
}

function readFacts(text: string): ImageAnswer<'config'> {
  const facts = new Map<string, string>();
  FACT.lastIndex = 0;
  while (FACT.lastIndex < text.length) {
    const { name, quoted, plain = '' } = FACT.exec(text)?.groups ?? {};
    if (name === undefined) throw new Error(`these are no facts of an image: ${text}`);
    facts.set(name, quoted ?? plain);
  }
  const reason = facts.get('unavailable');
  if (reason !== undefined) return unavailable(reason);
  return { state: 'known', value: facts.has('none') ? [] : [configOf(facts)] };
}

function configOf(facts: ReadonlyMap<string, string>): ImageConfig {
  return {
    digest: `sha256:${'0'.repeat(64)}`,
    platform: facts.get('platform') ?? 'linux/amd64',
    user: facts.get('user') ?? '',
    env: [],
    exposedPorts: [],
    labels: new Map(),
    created: facts.get('created'),
  };
}

function unavailable(reason: string): ImageAnswer<'config'> {
  return { state: 'unavailable', cause: 'unreachable', reason };
}
