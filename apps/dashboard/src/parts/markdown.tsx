import ReactMarkdown from 'react-markdown';
import remarkGfm from 'remark-gfm';

/** No HTML of whoever wrote it, no pictures from elsewhere, and links that tell nobody where they were followed from. */
export default function Markdown({ text }: { readonly text: string }) {
  return (
    <ReactMarkdown
      remarkPlugins={[remarkGfm]}
      skipHtml
      disallowedElements={['img', 'input']}
      components={{
        h1: ({ children }) => <p className="prose-1">{children}</p>,
        h2: ({ children }) => <p className="prose-2">{children}</p>,
        h3: ({ children }) => <p className="prose-2">{children}</p>,
        a: ({ href, children }) => (
          <a href={href} target="_blank" rel="noopener noreferrer nofollow">
            {children}
          </a>
        ),
      }}
    >
      {text}
    </ReactMarkdown>
  );
}
