import { useFormat } from '../../hooks/useFormat';

/** A point in time as ISO 8601 writes it, in UTC. */
const TIME = /(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?Z)/;

/** A text with its times as local dates; each keeps its ISO time as a tooltip. */
export function TextWithTimes({ text }: { text: string }) {
  const { dateTime } = useFormat();
  return (
    <>
      {text.split(TIME).map((part, index) =>
        // With its group in the pattern, every second part is a time.
        index % 2 === 1 && dateTime(part) ? (
          // Parts have no identity but their place.
          // eslint-disable-next-line react/no-array-index-key
          <time key={index} dateTime={part} title={part}>
            {dateTime(part)}
          </time>
        ) : (
          part
        ),
      )}
    </>
  );
}
