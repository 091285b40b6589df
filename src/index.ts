import '../style/toolbar.css';

import { commands } from './plugins/commands';
import { notifications } from './plugins/notifications';
import { panel } from './plugins/panel';

export * from './tokens';

export default [panel, commands, notifications];
