/** A point in time as ISO 8601 writes it, in UTC. */
const TIME = /(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?Z)/;

/** A text with its times as local dates; each keeps its ISO time as a tooltip. */
export function TextWithTimes({ text }: { text: string }) {
  return (
    <>
      {text.split(TIME).map((part, index) =>
        // With its group in the pattern, every second part is a time.
        index % 2 === 1 && !Number.isNaN(Date.parse(part)) ? (
          <time key={part} dateTime={part} title={part}>
            {new Date(part).toLocaleString(undefined, {
              dateStyle: 'medium',
              timeStyle: 'short',
            })}
          </time>
        ) : (
          part
        ),
      )}
    </>
  );
}
