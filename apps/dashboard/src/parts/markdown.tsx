import ReactMarkdown from 'react-markdown';
import remarkGfm from 'remark-gfm';
import { Exact } from './exact.tsx';
import { writeOut } from './written-out.ts';

/** What a link or a picture names, as it was written. */
function writtenIn(node: { readonly properties: Record<string, unknown> } | undefined): string {
  const written = node?.properties['dataWritten'];
  return typeof written === 'string' ? written : '';
}

const writingOut = () => writeOut;

/**
 * HTML of whoever wrote it is text like any other, pictures are named and not fetched, links say where they lead and tell
 * nobody where they were followed from, and what cannot be seen is written out.
 */
export default function Markdown({ text }: { readonly text: string }) {
  return (
    <ReactMarkdown
      remarkPlugins={[remarkGfm]}
      rehypePlugins={[writingOut]}
      components={{
        h1: ({ children }) => <p className="prose-1">{children}</p>,
        h2: ({ children }) => <p className="prose-2">{children}</p>,
        h3: ({ children }) => <p className="prose-2">{children}</p>,
        a: ({ node, href = '', children }) => (
          <>
            {href === '' ? (
              children
            ) : (
              <a href={href} target="_blank" rel="noopener noreferrer nofollow">
                {children}
              </a>
            )}{' '}
            <span className="small muted">
              (<Exact text={writtenIn(node)} />)
            </span>
          </>
        ),
        img: ({ node, alt = '' }) => (
          <span className="muted">
            [picture: <Exact text={`${alt} ${writtenIn(node)}`} />]
          </span>
        ),
        input: ({ checked }) => <>{checked === true ? '[x]' : '[ ]'}</>,
      }}
    >
      {text}
    </ReactMarkdown>
  );
}
