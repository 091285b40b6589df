import { Compartment, type Extension } from '@codemirror/state';
import { Decoration, EditorView, keymap, ViewPlugin } from '@codemirror/view';
import { CodeEditor, type IEditorServices } from '@jupyterlab/codeeditor';
import {
  forwardRef,
  useEffect,
  useImperativeHandle,
  useRef,
  type ForwardedRef,
  type ReactNode
} from 'react';

export interface TextEditorProps {
  editors: IEditorServices;
  text: string;
  mimeType: string;
  name: string;
  /** The id of what tells what is wrong. */
  problems?: string | undefined;
  /** What is wrong, by the number of its line, from 1. */
  wrong: ReadonlyMap<number, string>;
  onChange: (text: string) => void;
}

export interface TextEditorHandle {
  /** Selects a line, from 1, and takes the focus there. */
  goTo: (line: number) => void;
  selectAll: () => void;
}

/** JupyterLab's own editor for a text of a few lines. Tab leaves it, as it leaves every other field. */
export const TextEditor = forwardRef(function TextEditor(
  { editors, text, mimeType, name, problems, wrong, onChange }: TextEditorProps,
  ref: ForwardedRef<TextEditorHandle>
): ReactNode {
  const host = useRef<HTMLDivElement>(null);
  const open = useRef<OpenEditor>();
  const changed = useRef(onChange);
  useEffect(() => {
    changed.current = onChange;
  });
  useEffect(() => {
    if (!host.current) {
      return undefined;
    }
    const editor = new OpenEditor(editors, host.current, now => {
      changed.current(now);
    });
    open.current = editor;
    return () => {
      editor.dispose();
    };
  }, [editors]);
  useEffect(() => {
    open.current?.show(text, mimeType);
  }, [editors, text, mimeType]);
  const marks = JSON.stringify([...wrong]);
  useEffect(() => {
    open.current?.mark(name, problems, new Map(JSON.parse(marks) as [number, string][]));
  }, [editors, text, name, problems, marks]);
  useImperativeHandle(ref, () => ({
    goTo: line => open.current?.select(line - 1, line - 1),
    selectAll: () => open.current?.select(0)
  }));
  return <div ref={host} className="jp-ExecutionBroker-text" />;
});

class OpenEditor {
  constructor(editors: IEditorServices, host: HTMLElement, onChange: (text: string) => void) {
    this._editor = editors.factoryService.newInlineEditor({
      host,
      model: this._model,
      config: { indentUnit: '2', lineNumbers: true, lineWrap: false },
      extensions: [
        this._marks.of([]),
        ViewPlugin.define(view => {
          this._view = view;
          return {};
        }),
        keymap.of([
          { key: 'Mod-z', run: () => this._undo(-1) },
          { key: 'Mod-y', run: () => this._undo(1) },
          { key: 'Mod-Shift-z', run: () => this._undo(1) }
        ]),
        EditorView.domEventHandlers({
          focus: (_, view) => {
            view.setTabFocusMode(true);
          }
        })
      ]
    });
    this._model.sharedModel.changed.connect(() => {
      onChange(this._model.sharedModel.source);
    });
  }

  show(text: string, mimeType: string): void {
    this._model.mimeType = mimeType;
    if (this._model.sharedModel.source !== text) {
      this._model.sharedModel.setSource(text);
      // What stood here before is not to come back by undoing.
      this._editor.clearHistory();
    }
  }

  mark(name: string, problems: string | undefined, wrong: ReadonlyMap<number, string>): void {
    this._view?.dispatch({
      effects: this._marks.reconfigure([
        EditorView.contentAttributes.of({
          'aria-label': name,
          'aria-invalid': String(problems !== undefined),
          ...(problems === undefined ? {} : { 'aria-describedby': problems })
        }),
        this._underlined(wrong)
      ])
    });
  }

  /** The lines from one to another, from 0; to the last one by default. */
  select(from: number, to = this._editor.lineCount - 1): void {
    const end = { line: to, column: this._editor.getLine(to)?.length ?? 0 };
    this._editor.focus();
    this._editor.setSelection({ start: { line: from, column: 0 }, end });
  }

  dispose(): void {
    this._editor.dispose();
    this._model.dispose();
  }

  /** JupyterLab has commands for this in documents only. */
  private _undo(way: 1 | -1): boolean {
    if (way < 0) {
      this._editor.undo();
    } else {
      this._editor.redo();
    }
    return true;
  }

  private _underlined(wrong: ReadonlyMap<number, string>): Extension {
    const doc = this._view?.state.doc;
    const marks = [...wrong]
      .sort(([a], [b]) => a - b)
      .flatMap(([number, title]) => {
        const line = doc && number <= doc.lines ? doc.line(number) : undefined;
        const start = line ? line.from + (/\S/.exec(line.text)?.index ?? 0) : 0;
        return line && start < line.to
          ? [
              Decoration.mark({
                class: 'jp-ExecutionBroker-wrong',
                attributes: { 'aria-invalid': 'true', title }
              }).range(start, line.to)
            ]
          : [];
      });
    return EditorView.decorations.of(Decoration.set(marks));
  }

  private readonly _model = new CodeEditor.Model();
  private readonly _marks = new Compartment();
  private readonly _editor: CodeEditor.IEditor;
  private _view: EditorView | undefined;
}
