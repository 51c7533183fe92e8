import { list, text } from '../model/schema.ts';
import { checkImagePattern } from '../parse/image-pattern.ts';

/** Image patterns of what an image may be built on, whatever tells it: an SBOM or provenance. */
export const BASE_IMAGES = list(
  'What the image may be built on; what does not say it is refused',
  text('Registry and repository of images: registry.example.com/base/*', { check: checkImagePattern }),
);
