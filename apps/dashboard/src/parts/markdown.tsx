import ReactMarkdown from 'react-markdown';
import remarkGfm from 'remark-gfm';
import { Exact } from './exact.tsx';

/**
 * HTML of whoever wrote it is text like any other, pictures are named and not fetched, and links say where they lead and
 * tell nobody where they were followed from.
 */
export default function Markdown({ text }: { readonly text: string }) {
  return (
    <ReactMarkdown
      remarkPlugins={[remarkGfm]}
      components={{
        h1: ({ children }) => <p className="prose-1">{children}</p>,
        h2: ({ children }) => <p className="prose-2">{children}</p>,
        h3: ({ children }) => <p className="prose-2">{children}</p>,
        a: ({ href, children }) => (
          <>
            <a href={href} target="_blank" rel="noopener noreferrer nofollow">
              {children}
            </a>{' '}
            <span className="small muted">
              (<Exact text={href ?? ''} />)
            </span>
          </>
        ),
        img: ({ src, alt }) => (
          <span className="muted">{`[picture: ${alt ?? ''} ${String(src ?? '')}]`}</span>
        ),
        input: ({ checked }) => <>{checked === true ? '[x]' : '[ ]'}</>,
      }}
    >
      {text}
    </ReactMarkdown>
  );
}
