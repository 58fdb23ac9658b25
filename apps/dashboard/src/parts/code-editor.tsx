import { json } from '@codemirror/lang-json';
import { sql } from '@codemirror/lang-sql';
import { basicSetup, EditorView } from 'codemirror';
import { useEffect, useRef } from 'react';
import { styleNonce } from '../shell/theme.ts';
import './code-editor.css';

interface CodeEditorProps {
  readonly label: string;
  readonly language: 'json' | 'sql' | 'text';
  /** Where it begins; what is typed afterwards is its own. */
  readonly value: string;
  readonly onChange: (value: string) => void;
}

const LANGUAGES = { json: () => [json()], sql: () => [sql()], text: () => [] } as const;

/** An editor that leaves Tab to the page. To begin with another text, give it another key. */
export default function CodeEditor({ label, language, value, onChange }: CodeEditorProps) {
  const place = useRef<HTMLDivElement>(null);
  const begin = useRef(value);
  const changed = useRef(onChange);
  useEffect(() => {
    changed.current = onChange;
  });
  useEffect(() => {
    if (place.current === null) return undefined;
    const view = new EditorView({
      doc: begin.current,
      parent: place.current,
      extensions: [
        basicSetup,
        ...LANGUAGES[language](),
        EditorView.lineWrapping,
        EditorView.cspNonce.of(styleNonce()),
        EditorView.contentAttributes.of({ 'aria-label': label }),
        EditorView.updateListener.of((update) => {
          if (update.docChanged) changed.current(update.state.doc.toString());
        }),
      ],
    });
    view.focus();
    return () => view.destroy();
  }, [label, language]);
  return <div className="code-editor" ref={place} />;
}
