import { LabIcon } from '@jupyterlab/ui-components';

import askWhere from '../../style/icons/ask-where.svg';
import compute from '../../style/icons/compute.svg';
import cross from '../../style/icons/cross.svg';
import duration from '../../style/icons/duration.svg';
import files from '../../style/icons/files.svg';
import history from '../../style/icons/history.svg';
import limits from '../../style/icons/limits.svg';
import parameters from '../../style/icons/parameters.svg';
import pin from '../../style/icons/pin.svg';
import warning from '../../style/icons/warning.svg';

const icon = (name: string, svgstr: string) =>
  new LabIcon({ name: `jupyterlab-execution-broker:${name}`, svgstr });

export const askWhereIcon = icon('ask-where', askWhere);
export const computeIcon = icon('compute', compute);
export const crossIcon = icon('cross', cross);
export const durationIcon = icon('duration', duration);
export const filesIcon = icon('files', files);
export const historyIcon = icon('history', history);
export const limitsIcon = icon('limits', limits);
export const parametersIcon = icon('parameters', parameters);
export const pinIcon = icon('pin', pin);
export const warningIcon = icon('warning', warning);
