import {
  JUPYTER_CONNECTOR,
  JUPYTER_NOTEBOOK,
  PORT_CONNECTOR,
  SIMPLE_SESSION
} from '../../../../model/kinds';
import { presented } from '../presented';

const WAYS = [
  { kind: PORT_CONNECTOR, protocol: 'HTTP', location: 'http://127.0.0.1:40000/' },
  { kind: PORT_CONNECTOR, protocol: 'TCP', location: 'tcp://[::1]:40001' },
  { kind: JUPYTER_CONNECTOR, location: 'http://127.0.0.1:8080/sessions/1/jupyter/' },
  { kind: 'uri:desktop', location: 'https://there.example/desktop' }
];

const ways = (url: string) =>
  presented(
    { kind: SIMPLE_SESSION, connectors: WAYS },
    { asked: { executable: { kind: JUPYTER_NOTEBOOK } }, url, ahead: 0, hideBelow: false }
  ).connectors;

it('what another computer has opened for itself is not shown as if it were open here', () => {
  expect(ways('https://there.example')).toEqual(WAYS.slice(2));
});

it('what a broker on this computer has opened here is shown', () => {
  expect(ways('http://localhost:8080')).toEqual(WAYS);
});
