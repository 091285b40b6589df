import type { Description } from '../description/description';
import type { Evidence, Problem, Sentence } from '../description/finding';
import type { DataKind } from '../description/data-source';
import type { RequestEdits } from '../description/request';
import { totalBytes } from '../description/total-bytes';
import type { Accelerators } from '../model/compute';
import { languageName } from '../model/language-name';
import type { ExecutionRequest } from '../model/request';
import { fillTemplate } from '../model/template';
import { parseDuration } from '../model/time';
import { alignedTable } from './aligned-table';
import { bytesText, durationText } from '../model/amount-text';
import { countText } from './count-text';
import type { NotebookFile } from './notebook-file';

/** More evidence for one thing than this is counted, not shown. */
const SHOWN = 2;

/** More packages than this (a lock has hundreds) are counted, not listed. */
const LISTED = 30;

/** What a person does about the problems of each part of a description. */
const ADVICE = {
  language: 'Choose a kernel for the notebook and save it, or correct the cell.',
  requirements: 'Name what is missing in the requirements file; take out what cannot be had.',
  files: 'Put the file there or correct the path; otherwise the run may stop at that cell.',
  data: 'Look at the cell: an address that cannot be reached stops a run.',
  duration: 'Give --duration if it takes longer.'
} as const;

/** Kinds of data in a person's words. */
const DATA_NAMES: Readonly<Record<DataKind, string>> = {
  url: 'URL',
  s3: 'S3',
  rucio: 'Rucio',
  ivoa: 'VO identifier',
  vospace: 'VOSpace',
  service: 'service'
};

/** What a notebook needs, each with its evidence, then what is wrong and what to do about it. */
export function needsLines(
  notebook: NotebookFile,
  request: ExecutionRequest,
  edits: RequestEdits
): string[] {
  const { description } = notebook;
  const asked = (edit: unknown, option: string, evidence: readonly Evidence[]): string =>
    edit === undefined ? evidenceText(evidence) : `you asked for it with ${option}`;
  const { cores, memory, accelerators } = request.compute ?? {};
  const duration = parseDuration(request.schedule?.requested?.duration ?? '') ?? 0;
  const {
    language,
    requirements,
    files,
    elsewhere,
    data,
    published,
    requirementOptions = []
  } = description;
  const { parameters = {} } = edits;
  const total = totalBytes(description);
  const lines = [...requirementOptions, ...(requirements.value ?? [])];
  const rows = [
    [languageText(description), evidenceText(language.evidence)],
    [
      countText(cores?.min ?? 1, 'core', 'cores'),
      asked(edits.cores, '--cores', description.cores.evidence)
    ],
    [
      `${memory?.min ?? 0} GiB of memory`,
      asked(edits.memory, '--memory', description.memory.evidence)
    ],
    ...(accelerators
      ? [[acceleratorsText(accelerators), evidenceText(description.accelerators?.evidence ?? [])]]
      : []),
    [
      `up to ${durationText(duration / 1000)}`,
      asked(edits.duration, '--duration', description.duration.evidence)
    ],
    ...lines.slice(0, LISTED).map(({ line, evidence }) => [line, evidenceText(evidence)]),
    ...(lines.length > LISTED
      ? [[`and ${lines.length - LISTED} more packages`, evidenceText(requirements.evidence)]]
      : []),
    ...(requirements.value?.length || requirements.state === 'unknown'
      ? []
      : [['no packages', evidenceText(requirements.evidence)]]),
    ...Object.entries(parameters).map(([parameter, value]) => [
      `${parameter} = ${value}`,
      'you gave it with --parameter'
    ]),
    ...(description.parameters?.value ?? [])
      .filter(({ name }) => !Object.hasOwn(parameters, name))
      .map(({ name, value, evidence }) => [`${name} = ${value}`, evidenceText(evidence)]),
    ...(files.value ?? []).map(({ path, exists, size, evidence }) => [
      `${path} (${exists ? (size === undefined ? 'file' : bytesText(size)) : 'not there'})`,
      evidenceText(evidence)
    ]),
    ...(published
      ? [
          [
            countText(Object.keys(published.files).length, 'file', 'files') +
              ' could be named by commit with --by-commit',
            sentence(published.evidence)
          ]
        ]
      : []),
    ...(elsewhere ?? []).map(({ path, exists, size, evidence }) => [
      `${path} (not sent; ${exists === undefined ? 'cannot be seen from here' : exists ? bytesText(size ?? 0) : 'not there'})`,
      evidenceText(evidence)
    ]),
    ...(data.value ?? []).map(({ url, kind, protocol, pattern, evidence }) => [
      `${url}${pattern ? '…' : ''} (${protocol ?? DATA_NAMES[kind]})`,
      evidenceText(evidence)
    ]),
    ...(files.value?.length ? [[`${bytesText(total.bytes)} to send`, 'the sum of the files']] : [])
  ];
  return [`${description.name} needs:`, ...alignedTable(rows), ...problemLines(notebook)];
}

function problemLines({ description }: NotebookFile): string[] {
  const { language, requirements, files, data, duration, problems: own = [] } = description;
  const told = (problem: Problem) => `! ${sentence(problem)}${lineOf(problem)}`;
  return [
    ...own.map(told),
    ...Object.entries({ language, requirements, files, data, duration }).flatMap(
      ([part, { problems }]) =>
        problems.length ? [...problems.map(told), `  ${ADVICE[part as keyof typeof ADVICE]}`] : []
    )
  ];
}

function acceleratorsText({ min = 0, max = min, type }: Accelerators): string {
  const count = countText(Math.max(min, max), 'accelerator', 'accelerators');
  return `${count}${type === undefined ? '' : ` (${type})`}${min > 0 ? '' : ', if there is one'}`;
}

function languageText({ language: { value } }: Description): string {
  if (!value) {
    return 'any language';
  }
  const name = languageName(value.name);
  return value.version ? `${name} ${value.version}` : name;
}

function evidenceText(evidence: readonly Evidence[]): string {
  const texts = [...new Set(evidence.map(item => sentence(item) + lineOf(item)))];
  const more = texts.length - SHOWN;
  return [...texts.slice(0, SHOWN), ...(more > 0 ? [`and ${more} more`] : [])].join('; ');
}

function sentence({ template, values }: Sentence): string {
  return fillTemplate(template, values);
}

function lineOf({ source, template }: Evidence | Problem): string {
  return source?.kind === 'cell' && source.line !== undefined && !template.includes('{line}')
    ? ` (line ${source.line})`
    : '';
}
