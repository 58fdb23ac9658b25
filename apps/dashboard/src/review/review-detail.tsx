export default function ReviewDetail({
  id,
  onClose,
}: {
  readonly id: string;
  readonly onClose?: () => void;
}) {
  return (
    <div className="page">
      <h1>{id}</h1>
      <button onClick={onClose}>Close</button>
    </div>
  );
}
