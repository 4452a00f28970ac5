// Server-sent events of an answer, as JSON: "data: {...}" lines (WHATWG HTML, section 9.2).

export async function* sentEvents(body: ReadableStream<Uint8Array>): AsyncGenerator<unknown> {
  const reader = body.pipeThrough(new TextDecoderStream() as ReadableWritablePair<string, Uint8Array>);
  let left = "";
  const lines = reader.getReader();
  for (;;) {
    const { done, value } = await lines.read();
    if (done) return;
    left += value;
    const whole = left.split("\n");
    left = whole.pop()!;
    for (const line of whole) {
      if (line.startsWith("data:") && !line.includes("[DONE]")) yield JSON.parse(line.slice(5));
    }
  }
}
