import { styleText } from 'node:util';
import type { PolicySet } from '../model/policy.ts';
import { printable } from '../model/printable.ts';
import { formatSourceProblem, SourceError, type SourceProblem } from '../model/source.ts';
import { MANIFEST_LIMITS, parseYaml } from '../parse/yaml.ts';
import { loadPolicies } from '../policy/load.ts';
import { readPolicyFolder } from '../policy/folder.ts';
import { WORKLOAD_RULES } from '../rules/index.ts';
