import {
  checkIcon,
  circleEmptyIcon,
  circleIcon,
  stopIcon,
  type LabIcon
} from '@jupyterlab/ui-components';

import type { Phase } from '../../model/phase';
import { crossIcon } from '../icons';

/** What a phase looks like. */
export function phaseIcon(phase: Phase): LabIcon {
  switch (phase) {
    case 'COMPLETED':
      return checkIcon;
    case 'FAILED':
      return crossIcon;
    case 'CANCELLED':
    case 'REJECTED':
    case 'EXPIRED':
      return stopIcon;
    case 'RUNNING':
    case 'AVAILABLE':
      return circleIcon;
    default:
      return circleEmptyIcon;
  }
}
