import type { PythonProgram } from '../../../../model/executable';
import { PYTHON_PROGRAM } from '../../../../model/kinds';
import { fileName, placeData } from '../placement';
import type { ExecutableKind } from './executable-kind';
import { pythonProspect } from './python';

/** A program asks for what it needs: nothing else is in its environment. */
const PACKAGES: readonly string[] = [];

/** A program in Python, with arguments. */
export const PYTHON: ExecutableKind = {
  kind: PYTHON_PROGRAM,

  async look({ executable }, { environments }) {
    const program = executable as PythonProgram;
    const needed = await environments.look(program.requirements, PACKAGES);
    return { ...pythonProspect('program', program, needed), modes: ['batch'] };
  },

  async setUp(request, { environments }, placement) {
    const { meta, location = '', requirements, command } = request.executable as PythonProgram;
    const name = fileName(meta?.name ?? location, '.py', 'program');
    await placement.place(location, placement.inWork(name));
    if (requirements) {
      await placement.place(requirements.file, 'requirements.txt');
    }
    await placeData(request, placement);
    return {
      program: { path: placement.inWork(name), arguments: command ?? [], java: null },
      environment: await environments.order(requirements, PACKAGES)
    };
  }
};
