import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import type { PythonProgram } from '../../model/executable';
import { JAVA_PROGRAM, PYTHON_PROGRAM, SINGULARITY_CONTAINER } from '../../model/kinds';
import { messageText } from '../../model/template';
import { accept, askFor, end, inline, missingTools, output, said, states } from './programs';
import { startService } from './service';
import { temporaryFolder, until } from './test-broker';

// These tests run the built service as a process of its own, with real programs.
jest.setTimeout(120_000);

const python = (source: string, more: Partial<PythonProgram> = {}): PythonProgram => ({
  kind: PYTHON_PROGRAM,
  meta: { name: 'main.py' },
  location: inline(source),
  ...more
});

describe('a program in Python on this computer', () => {
  it('runs with its requirements, arguments and files, and what it makes comes back', async () => {
    const service = await startService();
    const { client } = service;
    const request = askFor(
      python(
        'import sys, iniconfig, beside\n' +
          'print(iniconfig.__name__, beside.word, sys.argv[1:])\n' +
          'open("made.txt", "w").write(open("data/a.txt").read() * 2)\n',
        { requirements: { file: inline('iniconfig\n') }, command: ['-n', '3'] }
      ),
      { files: { 'data/a.txt': 'ab', 'beside.py': 'word = "hello"' } }
    );
    const uuid = await accept(client, request);
    const phases: string[] = [];
    for await (const event of client.followSession(uuid)) {
      if (event.phase) {
        phases.push(event.phase);
      }
    }
    expect(phases).toEqual([
      'OFFERED',
      'ACCEPTED',
      'PREPARING',
      'AVAILABLE',
      'RUNNING',
      'RELEASING',
      'COMPLETED'
    ]);
    expect(output(service, uuid)).toBe("iniconfig hello ['-n', '3']\n");
    const session = await client.session(uuid);
    expect(session.result).toBeUndefined();
    expect(session.progress).toBeUndefined();
    expect(session.usage!.peak).toBeGreaterThan(1e6);
    expect(said(session)).toMatch(/The program ran to its end/);
    expect(await states(service, uuid)).toEqual({
      'beside.py': 'same',
      'data/a.txt': 'same',
      'made.txt': 'new',
      'main.py': 'same'
    });
  });

  it('that ends with a status says which, and its last words', async () => {
    const service = await startService();
    const { client } = service;
    const uuid = await accept(
      client,
      askFor(python('import sys; print("so far"); sys.exit("no luck today")'))
    );
    const session = await end(client, uuid);
    expect(session.phase).toBe('FAILED');
    expect(said(session)).toMatch(/failed with exit status 1\. Its last words: no luck today/);
    expect(output(service, uuid)).toBe('so far\n');
    expect(output(service, uuid, 'stderr')).toBe('no luck today\n');
  });

  it('ends with all that it started when it is cancelled', async () => {
    const service = await startService();
    const { client } = service;
    const uuid = await accept(
      client,
      askFor(
        python(
          'import subprocess, time\n' +
            'print(subprocess.Popen(["sleep", "600"], start_new_session=True).pid, flush=True)\n' +
            'time.sleep(600)'
        )
      )
    );
    const pid = await until(async () => Promise.resolve(output(service, uuid).trim() || false), 60);
    const session = await client.cancel(uuid);
    expect(session.phase).toBe('CANCELLED');
    expect(pid).toMatch(/^\d+$/);
    expect(existsSync(`/proc/${pid}`)).toBe(false);
  });

  it('goes on while the broker is killed and started again', async () => {
    const folder = temporaryFolder();
    const first = await startService(folder);
    const uuid = await accept(
      first.client,
      askFor(
        python(
          'import os, time\nprint("before")\n' +
            'while not os.path.exists("go"): time.sleep(0.05)\nprint("after")'
        )
      )
    );
    await until(async () => Promise.resolve(output(first, uuid) === 'before\n'), 60);
    first.child.kill('SIGKILL');
    const second = await startService(folder);
    writeFileSync(join(folder, 'sessions', uuid, 'work', 'go'), '');
    const session = await end(second.client, uuid);
    expect(session.phase).toBe('COMPLETED');
    expect(output(second, uuid)).toBe('before\nafter\n');
    expect(session.result).toBeUndefined();
  });

  it('fails in words of its own when its runner is killed', async () => {
    const service = await startService();
    const { client, folder } = service;
    const uuid = await accept(client, askFor(python('import time; print(1); time.sleep(600)')));
    await until(async () => Promise.resolve(output(service, uuid) !== ''), 60);
    expect(running('main.py', uuid)).toBe(true);
    const { pid } = JSON.parse(
      readFileSync(join(folder, 'sessions', uuid, 'process.json'), 'utf8')
    ) as { pid: number };
    process.kill(pid, 'SIGKILL');
    const session = await end(client, uuid);
    expect(session.phase).toBe('FAILED');
    expect(said(session)).toMatch(/What it had written until then is in its files/);
    await until(async () => Promise.resolve(!running('main.py', uuid)), 20);
  });

  it('gets a NO in another language', async () => {
    const { client } = await startService();
    const set = await client.ask(askFor(python('1', { language: { name: 'julia' } })));
    expect(set.result).toBe('NO');
    expect((set.meta?.messages ?? []).map(messageText).join('\n')).toMatch(
      /The program is written in Julia, and a python-program is in Python/
    );
  });

  it('is not worked in', async () => {
    const { client } = await startService();
    const set = await client.ask(askFor(python('1')));
    expect(set.offers![0]!.modes).toEqual(['batch']);
  });
});

/** Whether a process of a session runs still. */
function running(words: string, uuid: string): boolean {
  return execFileSync('ps', ['-eo', 'args']).toString().includes(`${uuid}/work/${words}`);
}

const missing = missingTools('java', 'javac', 'jar');
if (missing.length) {
  console.warn(`SKIPPED: no jar is run, for this computer has no ${missing.join(', ')}`);
}

(missing.length ? describe.skip : describe)('a jar on this computer', () => {
  it('runs with its arguments and files, and what it makes comes back', async () => {
    const place = temporaryFolder();
    writeFileSync(
      join(place, 'Main.java'),
      `import java.nio.file.*;
       public class Main {
         public static void main(String[] of) throws Exception {
           System.out.println(String.join("|", of) + Files.readString(Path.of("a.txt")));
           Files.writeString(Path.of("made.txt"), "by Java");
         }
       }`
    );
    execFileSync('javac', ['Main.java'], { cwd: place });
    execFileSync('jar', ['cfe', 'main.jar', 'Main', 'Main.class'], { cwd: place });
    const service = await startService();
    const { client } = service;
    const request = askFor(
      {
        kind: JAVA_PROGRAM,
        meta: { name: 'main' },
        location: inline(readFileSync(join(place, 'main.jar'))),
        command: ['x', 'y z']
      },
      { files: { 'a.txt': '!' } }
    );
    const uuid = await accept(client, request);
    const session = await end(client, uuid);
    expect([session.phase, said(session)]).toEqual([
      'COMPLETED',
      expect.stringMatching(/It runs with Java \d+/)
    ]);
    expect(output(service, uuid)).toBe('x|y z!\n');
    expect(await states(service, uuid)).toEqual({
      'a.txt': 'same',
      'made.txt': 'new',
      'main.jar': 'same'
    });
  });
});

it.each([
  ['a jar', JAVA_PROGRAM, /no Java on this computer.*install a Java runtime/],
  [
    'a singularity-container',
    SINGULARITY_CONTAINER,
    /no Apptainer on this computer.*install apptainer/
  ]
])(
  '%s gets a NO where there is nothing that runs it, with what to install',
  async (_what, kind, words) => {
    const nowhere = { java: '/nowhere/java', apptainer: '/nowhere/apptainer' };
    const config = JSON.stringify({ platforms: [{ kind: 'local', ...nowhere }] });
    const { client } = await startService(temporaryFolder(), config);
    const set = await client.ask(askFor({ kind, location: inline('x') }));
    expect(set.result).toBe('NO');
    expect((set.meta?.messages ?? []).map(messageText).join('\n')).toMatch(words);
  }
);
